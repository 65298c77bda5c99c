// 今日上门: the list on this telephone, its clocks, and records that are kept first and sent whenever there is network.
(function () {
  "use strict";
  const doc = document, Keep = window.Keep, Form = window.DoorForm;
  const root = doc.getElementById("phone");
  if (!root) return;
  const words = JSON.parse(doc.getElementById("words").textContent);
  const byId = (name) => doc.getElementById(name);
  const BATCH = 20, HEAVIEST = 3e6, PAUSES = [3, 6, 12, 30, 60];
  let list = null, sending = false, failures = 0, timer = 0, memory = [], drafts = {}, signedOut = false;

  // The list: from the server where it answers, else what is kept.
  async function load() {
    if (Keep.can) list = await Keep.list();
    if (Keep.can && byId("record").hidden) drafts = await Keep.drafts();
    memory = await entries();
    if (list) draw();
    const answer = await ask(listAddress());
    if (answer === "out") { await leave(); return; }
    if (answer && answer.ok) {
      const told = withQuestions(await answer.json());
      signedOut = false;
      list = told.shift ? told : { ...told, stops: [] };
      if (Keep.can && told.shift) await Keep.setList(told);
      if (Keep.can && !told.shift) await Keep.forget();
    }
    draw();
    await state();
    send();
  }

  // The questionnaire comes once; as long as it has not changed the list only bears its mark.
  function listAddress() {
    const form = list && list.form;
    return form && form.html ? `${root.dataset.list}?form=${encodeURIComponent(form.mark)}` : root.dataset.list;
  }
  function withQuestions(told) {
    if (told.form && !told.form.html && list) told.form = list.form;
    return told;
  }

  // Signed out elsewhere: the list goes from this telephone too.
  async function leave() {
    signedOut = true;
    list = null;
    drafts = {};
    if (Keep.can) await Keep.forget();
    draw();
    await state();
  }

  async function ask(url, body) {
    const headers = { Accept: "application/json" };
    if (body) Object.assign(headers, { "Content-Type": "application/json", "X-CSRFToken": (list && list.csrf) || "" });
    try {
      const answer = await fetch(url, {
        method: body ? "POST" : "GET", headers, body, redirect: "manual", credentials: "same-origin", cache: "no-store",
      });
      return answer.type === "opaqueredirect" || answer.status === 401 ? "out" : answer;
    } catch (lost) {
      return null;
    }
  }

  // ---- The page ----
  function draw() {
    const doors = byId("doors"), sample = byId("door");
    // Recorded here: gone from the list, until the office asks for the door anew.
    const done = new Map(memory.map((one) => [one.request, one.version]));
    doors.textContent = "";
    byId("shift").textContent = list && list.shift
      ? `${list.shift.team} ${hour(list.shift.begins_at)}–${hour(list.shift.ends_at)} · ${words.open_until} ${hour(list.until)}` : "";
    const stops = ((list && list.stops) || []).filter((stop) => !(done.get(stop.request) >= stop.version));
    stops.forEach((stop, n) => {
      const card = sample.content.cloneNode(true);
      card.querySelector("[data-place]").textContent = `${n + 1}. ${stop.place}`;
      card.querySelector("[data-what]").textContent = [stop.kind_said, stop.is_elderly && words.elderly, ...stop.needs,
        stop.attempts ? `${stop.attempts} ${words.times}` : ""].filter(Boolean).join(" · ");
      card.querySelector("[data-people]").textContent = stop.members.map((one) => one.name + (one.age === null ? "" : ` ${one.age}${words.years}`)).join("、");
      card.querySelector("[data-note]").textContent = stop.note;
      card.querySelector("[data-begun]").textContent = drafts[stop.request] ? words.begun : "";
      card.querySelector("[data-when]").textContent = `${hour(stop.arrives_at)} · ${stop.walk} ${words.metres}`;
      const clock = card.querySelector("[data-due]");
      if (stop.urgency === "now") clock.dataset.until = stop.due_at; else clock.remove();
      const item = card.querySelector("li");
      item.dataset.request = stop.request;
      if (stop.urgency === "now") item.classList.add("bad");
      doors.appendChild(card);
    });
    const nothing = byId("nothing");
    nothing.hidden = stops.length > 0;
    nothing.textContent = signedOut ? words.sign_in : !list ? words.no_list
      : !list.shift ? `${words.no_shift}. ${words.no_shift_hint}` : words.empty;
    byId("enter").hidden = !signedOut;
    byId("insecure").hidden = Keep.can;
    tick();
  }
  const hour = (at) => new Date(at).toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: "Asia/Shanghai" });

  function tick() {
    doc.querySelectorAll("[data-until]").forEach((clock) => {
      const left = Math.floor((Date.parse(clock.dataset.until) - Date.now()) / 1000);
      const far = Math.abs(left), text = `${Math.floor(far / 60)}:${String(far % 60).padStart(2, "0")}`;
      clock.textContent = left >= 0 ? `${words.left} ${text}` : `${words.late} ${text}`;
      clock.classList.toggle("bad-text", left < 600);
    });
  }
  setInterval(tick, 1000);

  byId("doors").addEventListener("click", async (event) => {
    const item = event.target.closest("[data-request]");
    if (!item) return;
    const stop = list.stops.find((one) => one.request === item.dataset.request);
    if (event.target.closest("[data-record]")) show(stop, drafts[stop.request]);
    if (event.target.closest("[data-go]")) {
      const go = event.target.closest("[data-go]");
      go.disabled = true;
      const answer = await ask(`${root.dataset.base}${stop.request}/begin/`, "{}");
      const isKnown = Boolean(answer && answer.ok);
      // The office plans on without knowing: say so, it can be tapped again.
      go.disabled = isKnown;
      item.classList.toggle("due", isKnown);
      item.querySelector("[data-number]").textContent = isKnown ? "" : words.not_told;
    }
    if (event.target.closest("[data-call]")) {
      const answer = await ask(`${root.dataset.base}${stop.request}/call/`, "{}");
      const number = answer && answer.ok ? (await answer.json()).number : "";
      item.querySelector("[data-number]").textContent = number || (answer ? words.no_number : words.offline);
    }
  });

  let asking = null;
  function show(stop, draft) {
    asking = stop;
    Form.open(stop, draft, list.form);
    byId("wrong").textContent = "";
    jotted("");
    byId("list").hidden = true;
    byId("record").hidden = false;
    window.scrollTo(0, 0);
  }
  // What is typed is kept at once, in mid-sentence: also the number of the slip that hangs on the door already.
  let pause = 0;
  const jotted = (word) => { byId("record").querySelector("[data-kept]").textContent = word; };
  function jot() {
    jotted("");
    clearTimeout(pause);
    pause = setTimeout(write, 300);
  }
  async function write() {
    clearTimeout(pause);
    pause = 0;
    if (!asking) return;
    drafts[asking.request] = Form.record();
    if (!Keep.can) return;
    await Keep.setDrafts(drafts);
    if (!pause) jotted(words.jotted);
  }
  async function written() {
    clearTimeout(pause);
    pause = 0;
    delete drafts[asking.request];
    asking = null;
    if (Keep.can) await Keep.setDrafts(drafts);
  }
  ["input", "change", "click", "jot"].forEach((what) => byId("record").addEventListener(what, (event) => {
    if (event.target.closest && !event.target.closest("#back, [type=submit], .button.primary")) jot();
  }));

  function back() {
    if (pause) write();
    asking = null;
    byId("record").hidden = true;
    byId("list").hidden = false;
    draw();
  }
  byId("back").addEventListener("click", back);

  byId("record").addEventListener("submit", async (event) => {
    event.preventDefault();
    await Form.ready();
    const wrong = Form.wrong();
    byId("wrong").textContent = wrong;
    if (wrong) return;
    const record = Form.record();
    await keep(record);
    await written();
    back();
    await state(words.saved);
    send();
  });

  async function keep(record) {
    const facts = { user: list.user, request: record.request, version: asking.version };
    if (Keep.can) await Keep.put(record, asking.place, facts);
    else memory.push({ client_id: record.client_id, state: "waiting", at: Date.now(), place: asking.place, record, ...facts });
    if (Keep.can) memory = await Keep.entries();
  }

  // ---- Sending ----
  const entries = async () => (Keep.can ? Keep.entries() : memory);
  const recordOf = async (entry) => entry.record || Keep.open(entry);

  async function send() {
    if (sending || !list) return;
    sending = true;
    clearTimeout(timer);
    let went = true;
    try {
      while (went) {
        const waiting = (await entries()).filter((one) => one.state === "waiting" && one.user === list.user).slice(0, BATCH);
        if (!waiting.length) break;
        await state(words.sending);
        went = await batch(waiting);
      }
    } finally {
      sending = false;
    }
    failures = went ? 0 : failures + 1;
    if (!went && !signedOut) timer = setTimeout(send, 1000 * PAUSES[Math.min(failures - 1, PAUSES.length - 1)]);
    await state();
  }

  // Photographs weigh: the office takes five megabytes at once, and a call that is too heavy would never get through.
  async function asManyAsGo(waiting) {
    const records = [];
    let weight = 0;
    for (const entry of waiting) {
      const record = await recordOf(entry);
      weight += JSON.stringify(record).length;
      if (records.length && weight > HEAVIEST) break;
      records.push(record);
    }
    return records;
  }

  async function batch(waiting) {
    const records = await asManyAsGo(waiting);
    let answer = await ask(root.dataset.records, JSON.stringify({ records }));
    if (answer && answer !== "out" && answer.status === 403) {
      await renew();
      answer = await ask(root.dataset.records, JSON.stringify({ records }));
    }
    if (answer === "out") { await leave(); return false; }
    if (!answer || !answer.ok) return false;
    let told;
    try { told = await answer.json(); } catch (torn) { return false; }
    for (const one of told.receipts) await settle(one);
    return true;
  }

  async function renew() {
    const answer = await ask(listAddress());
    if (answer && answer !== "out" && answer.ok) Object.assign(list, withQuestions(await answer.json()));
  }

  async function settle(receipt) {
    const became = receipt.became === "refused" ? "refused" : receipt.conflict && receipt.conflict !== "changed" ? "apart" : "sent";
    if (Keep.can) await Keep.settle(receipt.client_id, became, receipt.message);
    else memory.filter((one) => one.client_id === receipt.client_id).forEach((one) => Object.assign(one, { state: became, message: receipt.message }));
  }

  // ---- The state of sending: a word and a count ----
  async function state(word) {
    memory = await entries();
    const count = (what) => memory.filter((one) => one.state === what).length;
    const waiting = count("waiting"), refused = count("refused"), others = memory.some((one) => list && one.user !== list.user && one.state === "waiting");
    const parts = [];
    if (waiting) parts.push(`${word === words.sending ? words.sending : words.waiting} ${waiting}`);
    if (refused) parts.push(`${words.refused} ${refused}`);
    if (!waiting && !refused) parts.push(words.all_sent);
    if (!navigator.onLine || failures) parts.push(words.offline);
    if (signedOut && waiting) parts.push(words.sign_in);
    const shown = byId("sync");
    shown.textContent = parts.join(" · ");
    shown.dataset.waiting = waiting;
    shown.className = refused ? "bad" : waiting ? "due" : "done";
    byId("others").hidden = !others;
    outbox();
    if (word === words.saved) say(word);
  }
  function say(text) {
    const toast = byId("said");
    toast.textContent = text;
    setTimeout(() => { toast.textContent = ""; }, 3000);
  }

  const SAID = { waiting: words.waiting, refused: words.refused, apart: words.apart, sent: words.sent };
  function outbox() {
    const into = byId("outbox"), sample = byId("kept");
    into.textContent = "";
    memory.slice().sort((a, b) => b.at - a.at).forEach((entry) => {
      const row = sample.content.cloneNode(true);
      row.querySelector("[data-place]").textContent = entry.place;
      row.querySelector("[data-state]").textContent = [SAID[entry.state], entry.message].filter(Boolean).join(": ");
      const mend = row.querySelector("[data-mend]");
      if (entry.state === "waiting" || entry.state === "refused") mend.dataset.client = entry.client_id; else mend.remove();
      into.appendChild(row);
    });
    byId("sent").hidden = !memory.length;
  }
  byId("outbox").addEventListener("click", async (event) => {
    const mend = event.target.closest("[data-mend]");
    if (!mend || sending) return;
    const entry = memory.find((one) => one.client_id === mend.dataset.client);
    const draft = await recordOf(entry);
    const known = list && list.stops.find((one) => one.request === draft.request);
    if (known) show(known, draft);
  });
  byId("sync").addEventListener("click", () => { failures = 0; load(); });
  window.addEventListener("online", () => { failures = 0; load(); });
  window.addEventListener("offline", () => state());
  doc.addEventListener("visibilitychange", () => { if (!doc.hidden) load(); });
  setInterval(() => { if (!doc.hidden && byId("record").hidden) load(); }, 60000);

  // Signing out: not while something waits, unless somebody insists; then the list goes.
  byId("leave").addEventListener("submit", async (event) => {
    if (!Keep.can || event.target.dataset.sure) return;
    event.preventDefault();
    const waiting = memory.filter((one) => one.state === "waiting").length;
    if (waiting && !window.confirm(`${words.waiting} ${waiting}`)) return;
    await Keep.forget();
    event.target.dataset.sure = "yes";
    event.target.querySelector("[name=csrfmiddlewaretoken]").value = (list && list.csrf) || "";
    event.target.requestSubmit();
  });

  if ("serviceWorker" in navigator && window.isSecureContext) {
    navigator.serviceWorker.register(root.dataset.worker, { scope: root.dataset.base });
    navigator.serviceWorker.addEventListener("message", (event) => { if (event.data === "forget") leave(); });
  }
  load();
})();
