// The call in hand: keeps it alive, keeps what is typed, shows what hangs on an answer, counts the minutes.
(function () {
  "use strict";
  const form = document.querySelector("form[data-beats]");
  if (!form) return;

  // A living page keeps the call, and the office keeps what was typed: it survives a closed tab.
  const gone = document.querySelector("[data-gone]");
  let isSending = false;
  async function beat() {
    if (isSending || !navigator.onLine) return;
    isSending = true;
    try {
      const answer = await fetch(form.dataset.beats, { method: "POST", body: new FormData(form), headers: { "X-Requested-With": "XMLHttpRequest" } });
      if (answer.status === 410 || answer.status === 409) {
        gone.hidden = false;
        form.querySelectorAll("[name=outcome], [data-opens]").forEach((button) => { button.disabled = true; });
        clearInterval(ticking);
      }
    } catch (_) { /* the bar says that there is no network; the next beat tries again */ }
    isSending = false;
  }
  const ticking = setInterval(beat, 1000 * Number(form.dataset.every));
  let soon = 0;
  form.addEventListener("input", () => { clearTimeout(soon); soon = setTimeout(beat, 1500); });
  form.addEventListener("submit", () => { clearTimeout(soon); clearInterval(ticking); isSending = true; });
  window.addEventListener("online", beat);

  // One outcome is enough.
  let isSent = false;
  form.addEventListener("submit", (event) => {
    if (isSent) event.preventDefault();
    isSent = true;
    setTimeout(() => { isSent = false; }, 4000);
  });

  // Questions that hang on another one.
  const HANGS = { again: hot, went_out: (one) => is(one, "at_home", "yes") === false, service_note: (one) => any(one, "services"), place: away, arrived_on: away, how_many: away, contact_note: (one) => is(one, "contact", "yes") === true };
  function field(one, name) { return one.querySelector('[data-name="' + name + '"]'); }
  function is(one, name, value) {
    const box = field(one, name);
    const chosen = box && box.querySelector("input:checked");
    return chosen ? chosen.value === value : null;
  }
  function any(one, name) { const box = field(one, name); return Boolean(box && box.querySelector("input:checked")); }
  function away(one) { return is(one, "been_away", "yes") === true; }
  function hot(one) {
    const box = field(one, "celsius");
    return Boolean(box) && parseFloat(box.querySelector("input").value) >= 37.3;
  }
  function follow() {
    form.querySelectorAll(".script").forEach((one) => {
      const skipped = one.querySelector('input[name$="-skipped"]');
      one.classList.toggle("is-skipped", Boolean(skipped && skipped.checked));
      Object.keys(HANGS).forEach((name) => {
        const box = field(one, name);
        if (!box || (name === "celsius")) return;
        const typed = Array.from(box.querySelectorAll("input")).some((input) => input.type !== "radio" && input.type !== "checkbox" && input.value);
        box.classList.toggle("is-shut", !HANGS[name](one) && !typed && !box.classList.contains("wrong"));
      });
    });
  }
  form.addEventListener("input", follow);
  form.addEventListener("change", follow);
  follow();

  // Without the mouse: T goes to the first question, Escape back to the keys, Enter in a question says "answered".
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    const field = event.target.closest && event.target.closest("input, textarea, select");
    if (event.key === "Escape" && field) { field.blur(); return; }
    if (event.key.toLowerCase() !== "t" || (field && !["radio", "checkbox"].includes(field.type))) return;
    const asked = form.querySelectorAll(".script:not(.is-skipped) input, .script:not(.is-skipped) textarea, .script:not(.is-skipped) select");
    const first = Array.from(asked).find((one) => one.type !== "hidden" && !one.closest("header") && one.getClientRects().length);
    if (first) { event.preventDefault(); first.focus(); first.scrollIntoView({ block: "center" }); }
  });

  // In a dialog a digit takes the choice it stands on; Enter in its field promises that time, and says not "answered".
  // Enter in a question says "answered", whatever buttons a questionnaire of the office's own brings along.
  form.addEventListener("keydown", (event) => {
    const dialog = event.target.closest("dialog[open]");
    if (!dialog && event.key === "Enter" && event.target.matches("input")) {
      event.preventDefault();
      form.querySelector('[name=outcome][value="answered"]').click();
    }
    if (!dialog || event.ctrlKey || event.metaKey || event.altKey) return;
    const isField = event.target.matches("input");
    if (event.key === "Enter" && isField) { event.preventDefault(); dialog.querySelector(".button.primary").click(); return; }
    const choice = !isField && /^[1-9]$/.test(event.key) && dialog.querySelectorAll("[data-choice]")[Number(event.key) - 1];
    if (choice) { event.preventDefault(); choice.click(); }
  });

  // Minutes since the call was taken.
  const since = document.querySelector("[data-since]");
  const begun = Date.now();
  setInterval(() => {
    const seconds = Math.floor((Date.now() - begun) / 1000);
    since.textContent = Math.floor(seconds / 60) + ":" + String(seconds % 60).padStart(2, "0");
  }, 1000);
  const wrong = form.querySelector(".wrong input, .wrong textarea");
  if (wrong) wrong.focus();
})();
