// The open desk: a tone for what arrived, a count in the tab's title, clocks that run, and a word when the connection is lost.
(() => {
  "use strict";
  const KEY = "desk-muted";
  const PATIENCE = 7000;
  const title = document.title;
  const button = document.querySelector("[data-mutes]");
  const lost = document.querySelector("[data-lost]");
  const desk = () => document.getElementById("desk");
  const newest = () => (desk() ? desk().dataset.newest : "");
  let seen = newest();
  let sound = null;
  const clock = document.querySelector("[data-clock]");
  let skew = clock ? Date.parse(clock.dateTime) - Date.now() : 0;
  let heard = Date.now();

  // Sound. A browser lets a page sound only after somebody touched it; until then the button says so.
  const muted = () => localStorage.getItem(KEY) === "1";
  const awake = () => sound && sound.state === "running";
  const say = () => {
    if (button) button.textContent = muted() ? button.dataset.off : awake() ? button.dataset.on : button.dataset.asleep;
  };
  const wake = () => {
    sound = sound || new AudioContext();
    return sound.resume().then(say, say);
  };
  const tone = (after, pitch) => {
    const voice = sound.createOscillator();
    const loudness = sound.createGain();
    voice.frequency.value = pitch;
    loudness.gain.setValueAtTime(0.25, sound.currentTime + after);
    loudness.gain.exponentialRampToValueAtTime(0.001, sound.currentTime + after + 0.3);
    voice.connect(loudness).connect(sound.destination);
    voice.start(sound.currentTime + after);
    voice.stop(sound.currentTime + after + 0.32);
  };
  const ring = () => {
    if (muted() || !awake()) return;
    tone(0, 880);
    tone(0.35, 660);
  };
  if (button) button.addEventListener("click", () => {
    if (!muted() && !awake()) { wake(); return; }
    localStorage.setItem(KEY, muted() ? "0" : "1");
    wake();
  });
  document.addEventListener("click", () => { if (!muted() && !awake()) wake(); });

  // Clocks: to the retest in minutes and seconds, past it how long; every other step how long until it is late.
  const span = (ms) => {
    const all = Math.floor(Math.abs(ms) / 1000);
    const hours = Math.floor(all / 3600);
    const rest = [Math.floor((all % 3600) / 60), all % 60].map((n) => String(n).padStart(2, "0"));
    return (ms < 0 ? "+" : "") + (hours ? hours + ":" : "") + rest.join(":");
  };
  const tick = () => {
    const now = Date.now() + skew;
    document.querySelectorAll(".timer[data-wanted]").forEach((timer) => {
      const wanted = Date.parse(timer.dataset.wanted);
      const late = Date.parse(timer.dataset.late);
      timer.classList.toggle("bad", now >= late);
      timer.classList.toggle("due", now >= wanted && now < late);
      timer.querySelector("[data-left]").textContent = span((now < wanted ? wanted : late) - now);
    });
    const away = Date.now() - heard > PATIENCE;
    if (lost && lost.hidden === away) {
      lost.hidden = !away;
      const since = new Intl.DateTimeFormat("en-GB", { timeZone: "Asia/Shanghai", timeStyle: "medium" }).format(heard + skew);
      lost.textContent = lost.dataset.says.replace("{since}", since);
    }
  };

  // The tab says how much is open.
  const entitle = () => {
    const count = desk() ? Number(desk().dataset.count) : 0;
    document.title = (count ? "(" + count + ") " : "") + title;
  };
  const settle = () => {
    if (!desk()) return;
    skew = Date.parse(desk().dataset.now) - Date.now();
    entitle();
    tick();
  };

  document.addEventListener("htmx:afterSettle", () => {
    const now = newest();
    if (now > seen) ring();
    seen = now;
    settle();
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.successful) heard = Date.now();
    tick();
  });
  // A heartbeat that fails says so once, above the desk, not in a toast every two seconds. Whoever was signed out
  // meanwhile is sent to the door.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const beat = event.detail.elt === desk() && event.detail.requestConfig.verb === "get";
    if (!beat || event.detail.xhr.status === 204) return;
    if (event.detail.xhr.status >= 400) event.detail.shouldSwap = false;
    else if (!event.detail.xhr.response.includes('id="desk"')) {
      event.detail.shouldSwap = false;
      location.reload();
    }
  });
  setInterval(tick, 1000);
  tick();
  settle();
  say();
})();
