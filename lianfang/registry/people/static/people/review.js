// The queue: on a verdict the next pair shows at once, while the answer brings the one after it.
(function () {
  "use strict";
  const queue = document.getElementById("queue");
  const none = document.getElementById("none-left");
  if (!queue) return;

  function pairs() { return Array.from(queue.querySelectorAll("article.pair")); }
  function showFirst() {
    const open = pairs().filter((pair) => !pair.dataset.sent);
    open.forEach((pair, place) => { pair.hidden = place > 0; });
    none.hidden = pairs().length > 0;
  }
  function keys(pair, on) {
    pair.querySelectorAll("button[name=verdict]").forEach((button) => {
      if (on) button.dataset.key = button.value[0];
      else delete button.dataset.key;
    });
  }

  queue.addEventListener("htmx:configRequest", (event) => {
    event.detail.parameters.beside = pairs().map((pair) => pair.dataset.pair);
  });
  queue.addEventListener("htmx:beforeRequest", (event) => {
    const pair = event.target.closest("article.pair");
    if (pair.dataset.sent) { event.preventDefault(); return; }
    pair.dataset.sent = "1";
    pair.hidden = true;
    keys(pair, false);
    document.getElementById("toasts").replaceChildren();
    showFirst();
  });
  queue.addEventListener("htmx:afterRequest", (event) => {
    const pair = event.target.closest("article.pair");
    if (!pair) return;
    if (event.detail.successful) pair.remove();
    else { delete pair.dataset.sent; keys(pair, true); }
    showFirst();
  });
})();
