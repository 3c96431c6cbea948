// What is typed in a form is kept on the server while one types (core/careful.py). Nothing stays on the device.

const PAUSE = 800; // from the first change that is not kept yet, so that steady typing does not put it off
const FRESH = 60_000; // an older answer no longer tells that the session is open
const LAST_RETRY = 60_000;
const LOGIN_RETRY = 4000; // somebody is logging in, in another tab
const KEEPALIVE_LIMIT = 60_000; // bytes; browsers refuse more in a request that outlives its page

const OFFLINE = "Non enregistré : connexion perdue, nous réessayons. Votre texte est toujours là.";
const REFUSED = "Non enregistré : l’application n’a pas accepté ce brouillon. Gardez cette page ouverte et copiez votre texte.";
const GONE = "Non enregistré : cette page n’est plus accessible dans votre rôle actuel. Gardez-la ouverte et copiez votre texte.";
const LOST = "Non enregistré : votre session est terminée. Votre texte est toujours là. ";
const LOG_IN = "Reconnectez-vous dans un autre onglet";
const THEN = ", puis revenez ici.";

function cookie(name) {
  const found = document.cookie.split("; ").find((part) => part.startsWith(`${name}=`));
  return found ? decodeURIComponent(found.slice(name.length + 1)) : "";
}

class Autosave {
  constructor(form, status) {
    this.form = form;
    this.status = status;
    this.address = form.getAttribute("action") || window.location.href;
    this.counter = form.elements.namedItem("_sequence");
    this.sequence = Number(this.counter.value);
    this.unsaved = false;
    this.failing = false;
    this.leaving = false;
    this.answeredAt = Date.now();
    this.retryAfter = 2000;
    this.listen();
  }

  listen() {
    const { form } = this;
    form.addEventListener("input", () => this.changed());
    form.addEventListener("change", () => this.changed());
    form.addEventListener("focusout", () => this.flush());
    form.addEventListener("submit", (event) => this.submitted(event));
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") this.flush(true);
      else if (this.failing) this.save();
    });
    window.addEventListener("pagehide", () => this.flush(true));
    window.addEventListener("online", () => this.failing && this.save());
    window.addEventListener("focus", () => this.failing && this.save());
    window.addEventListener("beforeunload", (event) => {
      if (this.failing && this.unsaved && !this.leaving) event.preventDefault();
    });
    // Back from the browser's memory after a save: the page on the server knows better.
    window.addEventListener("pageshow", (event) => event.persisted && window.location.reload());
  }

  changed() {
    this.unsaved = true;
    this.timer ??= setTimeout(() => this.save(), PAUSE);
  }

  flush(keepalive = false) {
    if (this.unsaved && !this.leaving) this.save(keepalive);
  }

  // Everything as typed, but no password, no file and no token.
  typed() {
    const secret = new Set([...this.form.querySelectorAll("input[type=password]")].map((input) => input.name));
    const body = new URLSearchParams();
    for (const [name, value] of new FormData(this.form)) {
      if (typeof value === "string" && !secret.has(name) && name !== "csrfmiddlewaretoken") body.append(name, value);
    }
    return body;
  }

  // One request at a time, except when the page goes away. Answers "saved", "lost", "offline", "refused" or "role".
  save(keepalive = false) {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.sending && !keepalive) {
      this.again = true;
      return this.sending;
    }
    this.sending = this.send(keepalive).finally(() => {
      this.sending = undefined;
      if (this.again) {
        this.again = false;
        this.flush();
      }
    });
    return this.sending;
  }

  async send(keepalive) {
    this.unsaved = false;
    this.sequence += 1;
    this.counter.value = this.sequence;
    const body = this.typed();
    try {
      const answer = await fetch(this.address, {
        method: "POST",
        body,
        redirect: "manual",
        keepalive: keepalive && body.toString().length < KEEPALIVE_LIMIT,
        headers: { "X-Autosave": "1", "X-CSRFToken": cookie(this.status.dataset.csrfCookie) },
      });
      return await this.answered(answer);
    } catch {
      return this.failed("offline", OFFLINE);
    }
  }

  async answered(answer) {
    if (answer.ok) {
      const { message } = await answer.json();
      this.failing = false;
      this.answeredAt = Date.now();
      this.retryAfter = 2000;
      this.say(message, "saved");
      return "saved";
    }
    if (answer.type === "opaqueredirect" || [401, 403].includes(answer.status)) return this.failed("lost", LOST);
    if (answer.status === 409) return this.failed("role", (await answer.json()).message);
    if (answer.status === 429) return this.failed("refused", (await answer.json()).message);
    if (answer.status === 404) return this.failed("role", GONE);
    if (answer.status >= 500) return this.failed("offline", OFFLINE);
    return this.failed("refused", REFUSED);
  }

  failed(reason, message) {
    this.unsaved = this.failing = true;
    this.say(message, "error");
    if (reason === "lost") {
      const link = document.createElement("a");
      Object.assign(link, { href: this.status.dataset.login, target: "_blank", rel: "noopener", textContent: LOG_IN });
      this.status.append(link, THEN);
    }
    if (reason !== "refused") {
      this.timer ??= setTimeout(() => this.save(), reason === "lost" ? LOGIN_RETRY : this.retryAfter);
      this.retryAfter = Math.min(this.retryAfter * 2, LAST_RETRY);
    }
    return reason;
  }

  say(message, state) {
    if (message && this.status.textContent !== message) this.status.textContent = message;
    this.status.dataset.state = state;
  }

  // Posted only where the session and the connection are known to hold; otherwise the text would leave with the page.
  async submitted(event) {
    if (this.sure || (!this.unsaved && !this.sending && !this.failing && Date.now() - this.answeredAt < FRESH)) {
      this.leave();
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    if (this.checking) return;
    this.checking = true;
    if (this.sending) await this.sending;
    const outcome = await this.save();
    this.checking = false;
    if (outcome !== "saved" && outcome !== "refused") {
      this.status.scrollIntoView({ block: "nearest" });
      return;
    }
    this.sure = true;
    this.form.requestSubmit(event.submitter);
    this.sure = false;
  }

  leave() {
    clearTimeout(this.timer);
    this.leaving = true;
    this.counter.value = this.sequence;
    // A login in another tab has changed the token.
    const token = this.form.elements.namedItem("csrfmiddlewaretoken");
    const current = cookie(this.status.dataset.csrfCookie);
    if (token && current) token.value = current;
    // A confirmation that was declined, or a download: the page stays, and goes on keeping.
    setTimeout(() => { this.leaving = false; }, 5000);
  }
}

for (const status of document.querySelectorAll("[data-autosave]")) {
  new Autosave(status.closest("form"), status);
}
