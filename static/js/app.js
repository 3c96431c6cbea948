// Small comforts over pages that work without them.

const THEMES = { "": "auto", light: "light", dark: "dark" };

// The choice of light or dark without leaving the page: what is being typed stays.
document.querySelector("form.appearance")?.addEventListener("submit", async (event) => {
  const form = event.currentTarget;
  const chosen = event.submitter?.value;
  if (!(chosen in THEMES)) return;
  event.preventDefault();
  const body = new FormData(form);
  body.set("theme", chosen);
  const answer = await fetch(form.action, { method: "POST", body, headers: { "X-Theme-Only": "1" } });
  if (!answer.ok) return;
  if (chosen) document.documentElement.dataset.bsTheme = chosen;
  else delete document.documentElement.dataset.bsTheme;
  for (const button of form.querySelectorAll("button[name=theme]")) {
    button.setAttribute("aria-pressed", String(button.value === chosen));
  }
});

// The summary of what is wrong takes the focus, so that it is read first.
document.querySelector("[data-focus]")?.focus();
document.addEventListener("htmx:afterSettle", (event) => event.target.querySelector("[data-focus]")?.focus());

// A link from another page leads into the field too: what a fiche lacks is asked for there.
function fieldAt(hash) {
  const found = document.getElementById(hash.slice(1));
  const fields = "input:not([type=hidden]), select, textarea";
  if (!found?.closest("form")) return null;
  return found.matches(fields) ? found : found.querySelector(fields);
}
// After the browser's own going there, which would take the focus away.
window.addEventListener("load", () => requestAnimationFrame(() => fieldAt(location.hash)?.focus()));

// A link of the summary leads into the field, not only near it.
document.addEventListener("click", (event) => {
  const link = event.target.closest(".errors a[href^='#']");
  const field = link && document.getElementById(link.hash.slice(1));
  if (!field) return;
  event.preventDefault();
  const target = field.matches("input, select, textarea") ? field : field.querySelector("input, select, textarea") ?? field;
  target.focus();
  target.scrollIntoView({ block: "center" });
});

// A long table that scrolls sideways can be reached with the keyboard.
for (const box of document.querySelectorAll(".table-wrap")) {
  if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
}

// On a narrow screen the tabs scroll: the one that is open is in sight.
for (const tab of document.querySelectorAll(".tabs [aria-current]")) {
  const strip = tab.parentElement;
  strip.scrollLeft = tab.offsetLeft - strip.offsetLeft - (strip.clientWidth - tab.offsetWidth) / 2;
}
