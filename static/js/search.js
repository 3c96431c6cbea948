// Suggestions by the keyboard: down from the field into the list, up again, Escape to close.

const field = document.getElementById("household-search");
const box = document.getElementById("suggestions");

function links() {
  return [...box.querySelectorAll("a")];
}

document.addEventListener("keydown", (event) => {
  const inside = event.target === field || box.contains(event.target);
  if (!inside || !links().length) return;
  if (event.key === "Escape") {
    box.replaceChildren();
    field.focus();
    return;
  }
  const steps = { ArrowDown: 1, ArrowUp: -1 };
  if (!(event.key in steps)) return;
  event.preventDefault();
  const places = [field, ...links()];
  const next = places.indexOf(event.target) + steps[event.key];
  places[Math.min(Math.max(next, 0), places.length - 1)].focus();
});
