// What was chosen to be sent, named before it leaves; what is too large is said at once (core/attachments.py).

function inWords(octets) {
  const [size, unit] = octets < 999_500 ? [octets / 1000, "ko"] : [octets / 1_000_000, "Mo"];
  const digits = unit === "Mo" && size < 9.95 ? 1 : 0;
  return `${size.toLocaleString("fr-FR", { maximumFractionDigits: digits })}\u00a0${unit}`;
}

class Attachments {
  constructor(box) {
    this.box = box;
    this.inputs = [...box.querySelectorAll("input[type=file]")];
    this.chosen = box.querySelector(".chosen");
    box.addEventListener("change", () => this.show());
    this.show();
  }

  show() {
    const files = this.inputs.flatMap((input) => [...input.files]);
    this.chosen.replaceChildren(...files.map((file) => this.line(file)));
  }

  line(file) {
    const line = document.createElement("li");
    const tooLarge = file.size > Number(this.box.dataset.limit);
    line.textContent = `${file.name}, ${inWords(file.size)}`;
    if (tooLarge) line.textContent += ` : trop lourd, ${this.box.dataset.limitWords} au plus. Choisissez-en un autre.`;
    line.classList.toggle("wrong", tooLarge);
    return line;
  }
}

for (const box of document.querySelectorAll(".attachments")) new Attachments(box);
