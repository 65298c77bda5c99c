// The office's own questionnaire at the door (forms/fill.js): what the visit's form asks itself is given to it as
// answers, the rest is drawn beneath and kept in step without a network. The office says the same (questions.py).
(function () {
  "use strict";
  const into = document.getElementById("asked");
  if (!into) return;
  const box = () => into.querySelector(".questionnaire");
  const FOUND = { met: "home", doubtful: "home", nobody: "nobody", moved: "moved", refused: "refused" };
  let version = "", known = 0, files = {};

  // One door: the questions anew, with the answers of a draft. `form` is what the list carried; older lists have none.
  function open(form, door, draft) {
    into.textContent = "";
    version = (form && form.version) || "";
    files = (draft && draft.sheet && draft.sheet.files) || {};
    known = door.members.length;
    if (!version) return;
    into.innerHTML = form.html;
    lianfangForms.start(into);
    if (draft && draft.sheet) lianfangForms.put(box(), draft.sheet.values);
  }

  // What is known by now; `said` are the visit's own answers.
  function give(door, said) {
    if (!box()) return;
    const facts = {
      visit_kind: door.kind, visit: door.request, address: "", found: FOUND[said.outcome] || "",
      slip_left: said.outcome === "nobody" ? "yes" : "no", doubtful: said.outcome === "doubtful" ? "yes" : "no",
      doubt: said.note, note: said.note, photo: "", place: said.position ? `${said.position[0]} ${said.position[1]} 0 0` : "",
    };
    door.members.forEach((one, n) => {
      const taken = said.taken.find((each) => each.person === one.id);
      Object.assign(facts, {
        [`people[${n}]`]: one.name, [`people[${n}]/person_name`]: one.name,
        [`people[${n}]/person_celsius`]: taken ? taken.celsius : "",
        [`people[${n}]/person_symptoms`]: taken ? taken.symptoms.join(" ") || "none" : "",
      });
    });
    if (said.verdict && known) {
      facts["people[0]/came_back"] = said.verdict === "confirmed" ? "yes" : "no";
      facts["people[0]/from_place"] = said.place;
      facts["people[0]/came_on"] = said.arrived_on;
    }
    lianfangForms.give(box(), facts, { people: known });
    into.hidden = !lianfangForms.isAsking(box());
  }

  const problems = () => (box() && !into.hidden ? lianfangForms.problems(box(), true) : []);

  // What goes with the record; nothing where nothing was asked.
  function sheet(said) {
    if (!box() || into.hidden) return null;
    const shown = {};
    for (const [place, photo] of Object.entries(files)) {
      const input = Array.from(into.querySelectorAll("input[type=file]")).find((one) => one.name === `q-${place}`);
      if (input && !input.closest(".q-off, .q-given")) shown[place] = photo;
    }
    return { version, known, has_verdict: Boolean(said.verdict), values: lianfangForms.values(box()), files: shown };
  }

  const keep = (input, photo) => { files[input.name.slice(2)] = photo; };
  const holds = (element) => into.contains(element);
  window.Asked = { open, give, problems, sheet, keep, holds };
})();
