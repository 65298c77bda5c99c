// What this telephone keeps: the list of the shift and records not sent yet, sealed with a key that never leaves the
// browser (AES-GCM, not extractable). The list and, once nothing waits, the key go when the shift is over, at
// sign-out, and when the server says that nobody is signed in. Records not sent outlive the list by a day, sealed.
(function () {
  "use strict";
  const NAME = "lianfang-visits", DAY = 24 * 3600 * 1000;
  const can = Boolean(window.isSecureContext && window.crypto && crypto.subtle && window.indexedDB);
  const places = new Map();
  let opened = null;

  function base() {
    opened = opened || new Promise((done, failed) => {
      const asked = indexedDB.open(NAME, 1);
      asked.onupgradeneeded = () => {
        asked.result.createObjectStore("kept");
        asked.result.createObjectStore("outbox", { keyPath: "client_id" });
      };
      asked.onsuccess = () => done(asked.result);
      asked.onerror = () => failed(asked.error);
    });
    return opened;
  }

  // One transaction, written through to the disk before it is called done: the telephone may be switched off next.
  async function within(store, mode, work) {
    const db = await base();
    return new Promise((done, failed) => {
      const act = db.transaction(store, mode, { durability: "strict" });
      const asked = work(act.objectStore(store));
      act.oncomplete = () => done(asked && asked.result);
      act.onabort = act.onerror = () => failed(act.error);
    });
  }
  const read = (store, key) => within(store, "readonly", (s) => s.get(key));
  const write = (store, value, key) => within(store, "readwrite", (s) => (key ? s.put(value, key) : s.put(value)));
  const remove = (store, key) => within(store, "readwrite", (s) => s.delete(key));

  async function secret() {
    const known = await read("kept", "secret");
    if (known) return known;
    const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
    await write("kept", made, "secret");
    return made;
  }
  async function seal(value) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const body = new TextEncoder().encode(JSON.stringify(value));
    return { iv, body: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await secret(), body) };
  }
  async function unseal(sealed) {
    const body = await crypto.subtle.decrypt({ name: "AES-GCM", iv: sealed.iv }, await secret(), sealed.body);
    return JSON.parse(new TextDecoder().decode(body));
  }

  async function setList(list) {
    await write("kept", { until: Date.parse(list.until), sealed: await seal(list) }, "list");
  }
  async function list() {
    const kept = await read("kept", "list");
    if (!kept) return null;
    if (kept.until < Date.now()) { await forget(); return null; }
    try { return await unseal(kept.sealed); } catch (lost) { await forget(); return null; }
  }

  // The door's address is sealed by itself: it is shown beside "sent" until the list goes.
  async function put(record, place, facts) {
    const sealed = await seal(record), named = await seal(place);
    await write("outbox", { client_id: record.client_id, state: "waiting", at: Date.now(), ...facts, sealed, named });
  }
  const rows = () => within("outbox", "readonly", (s) => s.getAll());
  async function entries() {
    const kept = await rows();
    for (const entry of kept) {
      if (!places.has(entry.client_id)) places.set(entry.client_id, await unseal(entry.named).catch(() => ""));
      entry.place = places.get(entry.client_id);
    }
    return kept;
  }
  const openEntry = (entry) => unseal(entry.sealed);
  // Sent: the words go at once, only the number stays, so that the count is right.
  async function settle(client_id, state, message) {
    const entry = await read("outbox", client_id);
    if (!entry) return;
    entry.state = state;
    entry.message = message || "";
    if (state !== "refused") delete entry.sealed;
    await write("outbox", entry);
  }
  const drop = (client_id) => remove("outbox", client_id);

  // Half-written records, one a door: whoever is called away, or whose telephone goes dark, finds them again.
  async function drafts() {
    const kept = await read("kept", "drafts");
    try { return kept ? await unseal(kept) : {}; } catch (lost) { return {}; }
  }
  async function setDrafts(all) {
    if (Object.keys(all).length) await write("kept", await seal(all), "drafts");
    else await remove("kept", "drafts");
  }

  // The list goes and what was half-written; sent numbers go; the key goes once nothing sealed is left.
  async function forget() {
    places.clear();
    await remove("kept", "list");
    await remove("kept", "drafts");
    const kept = await rows();
    for (const entry of kept) {
      const isOld = entry.at < Date.now() - DAY;
      if (!entry.sealed || isOld) await drop(entry.client_id);
    }
    if (!(await rows()).length) await remove("kept", "secret");
  }

  window.Keep = { can, setList, list, put, entries, open: openEntry, settle, drop, drafts, setDrafts, forget };
})();
