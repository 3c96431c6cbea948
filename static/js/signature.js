// A signature drawn with a finger, a pen or a mouse (core/signatures.py): points in a hidden field, no picture.

const CLOSEST = 3; // of the 600 units of the box: nearer points tell nothing

class Signature {
  constructor(input) {
    this.input = input;
    this.box = document.getElementById(input.dataset.signature);
    this.canvas = this.box.querySelector("canvas");
    this.status = this.box.querySelector("[role=status]");
    this.width = this.canvas.width;
    this.height = this.canvas.height;
    this.strokes = this.kept();
    this.box.hidden = false;
    this.listen();
    this.draw();
    this.say();
  }

  kept() {
    try {
      const { strokes } = JSON.parse(this.input.value);
      return Array.isArray(strokes) ? strokes.filter(Array.isArray) : [];
    } catch {
      return [];
    }
  }

  listen() {
    const { canvas } = this;
    canvas.addEventListener("pointerdown", (event) => this.begin(event));
    canvas.addEventListener("pointermove", (event) => this.go(event));
    for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, (event) => this.end(event));
    this.box.querySelector("button").addEventListener("click", () => this.clear());
    new ResizeObserver(() => this.draw()).observe(canvas);
    const dark = window.matchMedia("(prefers-color-scheme: dark)");
    dark.addEventListener("change", () => this.draw());
    new MutationObserver(() => this.draw()).observe(document.documentElement, { attributeFilter: ["data-bs-theme"] });
  }

  get full() {
    const points = this.strokes.reduce((sum, stroke) => sum + stroke.length / 2, 0);
    return points >= Number(this.box.dataset.most);
  }

  point(event) {
    const place = this.canvas.getBoundingClientRect();
    const into = (value, most) => Math.max(0, Math.min(most, Math.round(value)));
    return [
      into(((event.clientX - place.left) / place.width) * this.width, this.width),
      into(((event.clientY - place.top) / place.height) * this.height, this.height),
    ];
  }

  // One finger signs; the palm that rests beside it does not.
  begin(event) {
    if (!event.isPrimary || event.button !== 0 || this.full) return;
    if (this.strokes.length >= Number(this.box.dataset.mostStrokes)) return;
    event.preventDefault();
    this.canvas.setPointerCapture(event.pointerId);
    this.stroke = this.point(event);
    this.strokes.push(this.stroke);
    this.draw();
  }

  go(event) {
    if (!this.stroke || !event.isPrimary) return;
    const moves = event.getCoalescedEvents?.() ?? [];
    for (const move of moves.length ? moves : [event]) {
      const [x, y] = this.point(move);
      const [beforeX, beforeY] = this.stroke.slice(-2);
      if (Math.hypot(x - beforeX, y - beforeY) >= CLOSEST && !this.full) this.stroke.push(x, y);
    }
    this.draw();
  }

  end(event) {
    if (!this.stroke || !event.isPrimary) return;
    this.stroke = undefined;
    this.keep();
  }

  clear() {
    this.strokes = [];
    this.draw();
    this.keep();
  }

  keep() {
    this.input.value = this.strokes.length ? JSON.stringify({ strokes: this.strokes }) : "";
    this.input.dispatchEvent(new Event("change", { bubbles: true }));
    this.say();
  }

  say() {
    this.status.textContent = this.strokes.length ? "Signature dessinée." : "Rien n’est encore dessiné.";
  }

  // Again from the points each time, as sharp as the screen allows.
  draw() {
    const { canvas } = this;
    const ratio = window.devicePixelRatio || 1;
    canvas.width = Math.round(canvas.clientWidth * ratio);
    canvas.height = Math.round(canvas.clientHeight * ratio);
    const pen = canvas.getContext("2d");
    pen.scale(canvas.width / this.width, canvas.height / this.height);
    Object.assign(pen, { lineWidth: 4, lineCap: "round", lineJoin: "round", strokeStyle: getComputedStyle(canvas).color });
    for (const [x, y, ...others] of this.strokes) {
      pen.beginPath();
      pen.moveTo(x, y);
      if (!others.length) pen.lineTo(x, y);
      for (let at = 0; at + 1 < others.length; at += 2) pen.lineTo(others[at], others[at + 1]);
      pen.stroke();
    }
  }
}

for (const input of document.querySelectorAll("input[data-signature]")) new Signature(input);
