// The form of one door: which parts show, what was typed as a record, and a photo small enough to send.
(function () {
  "use strict";
  const WIDE = 1280, HEAVY = 220000;
  const form = document.getElementById("record");
  if (!form) return;
  const words = JSON.parse(document.getElementById("words").textContent);
  const Asked = window.Asked;
  const all = (what, root) => Array.from((root || form).querySelectorAll(what));
  let stop = null, client = "", position = null, photo = "", shrinking = Promise.resolve();

  function open(door, draft, questions) {
    stop = door;
    form.reset();
    client = draft ? draft.client_id : fresh();
    position = null;
    photo = "";
    form.querySelector("[data-place]").textContent = door.place;
    form.querySelector("[data-what]").textContent = [door.kind_said, ...door.needs].join(" · ");
    form.querySelector("[data-slip]").textContent = client.slice(0, 6).toUpperCase();
    all("[data-said]").forEach((one) => { one.textContent = ""; });
    members(door);
    if (draft) refill(draft);
    Asked.open(questions, door, draft);
    show();
    return client;
  }

  // What the visit's own form says, for the questionnaire beneath it.
  const own = () => ({
    outcome: value("outcome"), note: value("note"), position, taken: temperatures(),
    verdict: stop.kind === "verification" ? value("verdict") : "", place: value("place"), arrived_on: value("arrived_on"),
  });

  const fresh = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join("");

  function members(door) {
    const into = form.querySelector("[data-members]"), sample = document.getElementById("member");
    into.textContent = "";
    door.members.forEach((one, n) => {
      const row = sample.content.cloneNode(true);
      const fieldset = row.querySelector("fieldset");
      fieldset.dataset.person = one.id;
      row.querySelector("legend").textContent = one.name + (one.age === null ? "" : " " + one.age + words.years);
      all("input", fieldset).forEach((input) => {
        if (input.id) input.id += n;
        const label = input.nextElementSibling;
        if (label && label.htmlFor) label.htmlFor += n;
      });
      const celsius = fieldset.querySelector("[data-celsius]");
      celsius.setAttribute("aria-label", one.name + " ℃");
      into.appendChild(row);
    });
  }

  // Parts with data-for show for these outcomes, with data-kind for these kinds of visits.
  function show() {
    const outcome = value("outcome"), verdict = value("verdict");
    all("[data-for]").forEach((part) => {
      const fits = part.dataset.for.split(" ").includes(outcome);
      const kind = part.dataset.kind;
      const then = part.dataset.verdict;
      part.hidden = !fits || Boolean(kind && !kind.split(" ").includes(stop.kind)) || Boolean(then && then !== verdict);
    });
    Asked.give(stop, own());
  }

  function value(name) {
    const field = form.elements[name];
    return field ? field.value || "" : "";
  }
  const picked = (name, root) => all(`input[name="${name}"]:checked`, root).map((one) => one.value);
  const shown = (element) => !element.closest("[hidden]");

  function wrong() {
    const outcome = value("outcome");
    if (!outcome) return words.choose_outcome;
    if (outcome === "doubtful" && !value("note").trim()) return words.say_why;
    const odd = all("[data-celsius]").filter(shown).some((one) => {
      const said = one.value.trim().replace(",", ".").replace("．", ".");
      return said && !(Number(said) >= 34 && Number(said) <= 43);
    });
    if (odd) return words.reading_odd;
    Asked.give(stop, own());
    const asked = Asked.problems();
    if (asked.length) asked[0].ask.scrollIntoView();
    return asked.length ? words.look_again : "";
  }

  function record() {
    const answers = {};
    all("[data-answer]").filter(shown).forEach((one) => {
      if (one.type === "radio" || one.type === "checkbox" ? one.checked : one.value) answers[one.name] = one.value;
    });
    all("[data-several]").filter(shown).filter((one) => one.checked).forEach((one) => {
      answers[one.name] = [...(answers[one.name] || []), one.value];
    });
    return {
      client_id: client, request: stop.request, based_on: stop.version, outcome: value("outcome"),
      at: new Date().toISOString(), note: value("note"), signer: value("signer"),
      papers: all("[name=papers]").filter(shown).filter((one) => one.checked).map((one) => one.value),
      slip: value("outcome") === "nobody" ? client.slice(0, 6).toUpperCase() : "",
      taken: temperatures(), position, photo, answers, sheet: Asked.sheet(own()),
    };
  }

  function temperatures() {
    return all("[data-person]").filter(shown).map((row) => ({
      person: row.dataset.person,
      celsius: row.querySelector("[data-celsius]").value.trim().replace(",", ".").replace("．", "."),
      method: value("method") || "forehead",
      symptoms: picked("symptom", row),
    })).filter((one) => one.celsius || one.symptoms.length);
  }

  function refill(draft) {
    for (const [name, said] of Object.entries({ ...draft.answers, outcome: draft.outcome, note: draft.note, signer: draft.signer })) {
      const field = form.elements[name];
      if (Array.isArray(said)) all(`[name="${name}"]`).forEach((one) => { one.checked = said.includes(one.value); });
      else if (field) field.value = said;
    }
    draft.papers.forEach((paper) => all(`[name=papers][value="${paper}"]`).forEach((one) => { one.checked = true; }));
    draft.taken.forEach((one) => {
      const row = form.querySelector(`[data-person="${one.person}"]`);
      if (!row) return;
      row.querySelector("[data-celsius]").value = one.celsius;
      all("input[name=symptom]", row).forEach((box) => { box.checked = one.symptoms.includes(box.value); });
    });
    position = draft.position;
    photo = draft.photo;
    if (photo) form.querySelector("[data-said=photo]").textContent = words.photo_taken;
    if (position) form.querySelector("[data-said=position]").textContent = words.place_taken;
  }

  form.addEventListener("change", (event) => {
    const input = event.target, isAsked = Asked.holds(input);
    if (input.type === "file") photograph(input, isAsked);
    else if (!isAsked) show();
  });
  // It takes a second: whoever saves meanwhile waits for it, and it never comes to the next door.
  function photograph(input, isAsked) {
    const door = client;
    const done = shrink(input.files[0]).catch(() => "").then((small) => { if (door === client) took(input, small, isAsked); });
    shrinking = Promise.all([shrinking, done]);
  }
  function took(input, small, isAsked) {
    if (isAsked) Asked.keep(input, small);
    else photo = small;
    if (!isAsked && small) form.querySelector("[data-said=photo]").textContent = words.photo_taken;
    form.dispatchEvent(new Event("jot"));
  }
  form.addEventListener("click", (event) => {
    const step = event.target.closest("[data-step]");
    if (step) {
      const field = step.closest(".thermo").querySelector("input");
      const now = Number(field.value) || 36.5;
      field.value = (field.value ? now + Number(step.dataset.step) : now).toFixed(1);
    }
    if (event.target.closest("[data-position]")) where();
  });

  function where() {
    const said = form.querySelector("[data-said=position]");
    navigator.geolocation.getCurrentPosition(
      (found) => { position = [found.coords.latitude, found.coords.longitude]; said.textContent = words.place_taken; form.dispatchEvent(new Event("jot")); },
      () => { said.textContent = words.place_refused; },
      { timeout: 15000, maximumAge: 60000 });
  }

  // A picture, of the slip on the door or for a question: redrawn smaller, which also leaves out where and by which
  // telephone. Empty where there is none.
  async function shrink(file) {
    if (!file) return "";
    const image = await createImageBitmap(file);
    let width = Math.min(WIDE, image.width), quality = 0.7;
    for (let tries = 0; tries < 5; tries += 1) {
      const canvas = document.createElement("canvas");
      canvas.width = width;
      canvas.height = Math.round(image.height * width / image.width);
      canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
      const text = canvas.toDataURL("image/jpeg", quality).split(",")[1];
      if (text.length * 0.75 < HEAVY) return text;
      width = Math.round(width * 0.75);
      quality = 0.6;
    }
    return "";
  }

  window.DoorForm = { open, wrong, record, ready: () => shrinking };
})();
