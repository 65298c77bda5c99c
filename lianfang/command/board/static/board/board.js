// On a phone what is not urgent waits behind its heading: the four figures and who lags come first.
(() => {
  "use strict";
  if (!matchMedia("(max-width: 760px)").matches) return;
  document.querySelectorAll(".board .fold").forEach((fold) => { fold.open = false; });
})();
