// A short double tone when an alert newer than the newest on the screen arrives. Muting is kept in this browser.
(() => {
  "use strict";
  const KEY = "desk-muted";
  const button = document.querySelector("[data-mutes]");
  const newest = () => (document.getElementById("desk") || { dataset: {} }).dataset.newest || "";
  let seen = newest();
  let sound = null;
  const muted = () => localStorage.getItem(KEY) === "1";
  const say = () => { if (button) button.textContent = muted() ? button.dataset.off : button.dataset.on; };
  const wake = () => { sound = sound || new AudioContext(); sound.resume(); };
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
  if (button) button.addEventListener("click", () => {
    localStorage.setItem(KEY, muted() ? "0" : "1");
    say();
  });
  document.addEventListener("click", wake, { once: true });
  document.addEventListener("htmx:afterSettle", () => {
    const now = newest();
    if (now > seen && !muted()) { wake(); tone(0, 880); tone(0.35, 660); }
    seen = now;
  });
  say();
})();
