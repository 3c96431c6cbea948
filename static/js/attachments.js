// What was chosen to be sent, named before it leaves; what is too large is not sent (core/attachments.py).

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
    box.closest("form")?.addEventListener("submit", (event) => this.check(event), { capture: true });
    this.show();
  }

  show() {
    const lines = this.inputs.flatMap((input) => [...input.files].map((file) => this.line(input, file)));
    this.chosen.replaceChildren(...lines);
  }

  line(input, file) {
    const line = document.createElement("li");
    const tooLarge = file.size > Number(this.box.dataset.limit);
    const words = tooLarge ? ` : trop lourd, ${this.box.dataset.limitWords} au plus.` : "";
    const remove = document.createElement("button");
    Object.assign(remove, { type: "button", className: "btn btn-link", textContent: "Retirer" });
    remove.setAttribute("aria-label", `Retirer ${file.name}`);
    remove.addEventListener("click", () => this.remove(input, file));
    line.append(`${file.name}, ${inWords(file.size)}${words} `, remove);
    line.classList.toggle("wrong", tooLarge);
    return line;
  }

  remove(input, file) {
    const others = new DataTransfer();
    for (const other of input.files) if (other !== file) others.items.add(other);
    input.files = others.files;
    this.show();
    (this.chosen.querySelector("button") ?? this.inputs[0]).focus();
  }

  // Minutes on a telephone, only to be refused.
  check(event) {
    const wrong = this.chosen.querySelector(".wrong button");
    if (!wrong) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    wrong.focus();
  }
}

for (const box of document.querySelectorAll(".attachments")) new Attachments(box);
