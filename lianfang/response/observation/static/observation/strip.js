// On a narrow screen the fortnight is wider than the page: show today, not the first day.
(() => {
  "use strict";
  for (const today of document.querySelectorAll("table.strip thead th.today")) {
    const box = today.closest(".table");
    if (!box || box.scrollWidth <= box.clientWidth) continue;
    box.scrollLeft = today.offsetLeft - box.clientWidth + today.offsetWidth * 2;
  }
})();
