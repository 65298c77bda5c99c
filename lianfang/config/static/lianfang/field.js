// For pages on anybody's phone, also one of 2013: plain ES5, XMLHttpRequest, nothing from elsewhere. Without it the
// form is an ordinary form. With it: steppers, one person a screen, a draft that survives a closed tab, and sending
// that says when it did not arrive and tries again. Each form carries its client_id, so a retry counts once.
(function () {
  'use strict';
  var doc = document;
  doc.documentElement.className += ' scripted';
  function all(root, what) { return Array.prototype.slice.call(root.querySelectorAll(what)); }
  function up(from, name) {
    while (from && from !== doc) {
      if ((' ' + from.className + ' ').indexOf(' ' + name + ' ') >= 0) return from;
      from = from.parentNode;
    }
    return null;
  }

  // Temperature: - and + by a tenth from where it stands, or from 36.5; the usual values by one tap.
  doc.addEventListener('click', function (event) {
    var button = event.target, by = button.getAttribute && button.getAttribute('data-by');
    var is = button.getAttribute && button.getAttribute('data-is');
    if (by === null && is === null || by === undefined) return;
    var ask = up(button, 'ask'), input = ask && ask.querySelector('.thermo input');
    if (!input) return;
    var now = parseFloat(input.value || '36.5');
    input.value = is !== null ? is : ((isNaN(now) ? 36.5 : now) + parseFloat(by)).toFixed(1);
    changed(input.form);
  });

  // A value chosen from chips is written into the field they belong to.
  doc.addEventListener('change', function (event) {
    var to = event.target.getAttribute('data-fills');
    if (to) {
      var field = doc.getElementById(to);
      field.value = event.target.value;
      field.setAttribute('data-chosen', '1');
    }
    if (event.target.form) changed(event.target.form);
  });
  doc.addEventListener('input', function (event) { if (event.target.form) changed(event.target.form); });

  var form = doc.querySelector('form[data-field]');
  if (!form) return;
  var KEY = 'field:' + form.getAttribute('data-field');

  // Draft: kept in this phone until sent; the key names day and slot, so an old one is never put back.
  function fields() {
    return all(form, 'input, select, textarea').filter(function (one) {
      return one.name && one.name !== 'csrfmiddlewaretoken' && one.type !== 'submit' && one.type !== 'file';
    });
  }
  function keep() {
    var kept = fields().map(function (one) { return [one.name, one.value, one.checked ? 1 : 0]; });
    try { localStorage.setItem(KEY, JSON.stringify(kept)); } catch (e) { /* full, or forbidden */ }
  }
  // All drafts of this kind of form: one for two people must not greet the next family with the first one's words,
  // nor lend it the client_id under which that one was sent.
  function forget() {
    var kind = KEY.split(' ')[0];
    try {
      Object.keys(localStorage).forEach(function (key) {
        if (key.split(' ')[0] === kind) localStorage.removeItem(key);
      });
    } catch (e) { /* forbidden */ }
  }
  function restore() {
    if (form.hasAttribute('data-typed')) { keep(); return; }
    var kept = null;
    try { kept = JSON.parse(localStorage.getItem(KEY)); } catch (e) { return; }
    if (!kept || form.querySelector('.errors')) return;
    fields().forEach(function (one) {
      var tick = one.type === 'checkbox' || one.type === 'radio';
      kept.forEach(function (was) {
        if (was[0] !== one.name) return;
        if (!tick) one.value = was[1];
        else if (was[1] === one.value) one.checked = !!was[2];
      });
    });
  }
  function changed(which) { if (which === form) { keep(); label(); } }

  // One person a screen, where there are several.
  var ones = all(form, '.one'), at = 0;
  function show(n) {
    at = n;
    ones.forEach(function (one, i) { one.hidden = i !== n; });
    all(form, '[data-last]').forEach(function (part) { part.hidden = n < ones.length - 1; });
    var next = form.querySelector('[data-next]'), back = form.querySelector('[data-back]');
    if (next) next.hidden = n >= ones.length - 1;
    if (back) back.hidden = n === 0;
    label();
    window.scrollTo(0, 0);
  }
  function isWell(one) { return !one.querySelector('input[type=checkbox]:checked'); }
  function label() {
    if (!ones.length) return;
    all(form, '[data-well]').forEach(function (button) {
      button.textContent = button.getAttribute(isWell(ones[at]) ? 'data-well' : 'data-unwell');
    });
  }
  function isBlank(one) {
    var input = one.querySelector('.thermo input');
    return !!input && !input.value && isWell(one);
  }
  function ask(one) {
    var said = one.querySelector('.missing');
    if (said) said.hidden = false;
    one.querySelector('.thermo input').focus();
  }
  if (ones.length) {
    ones.forEach(function (one, i) { if (one.querySelector('.errors')) at = at || i; });
    show(at);
    form.addEventListener('click', function (event) {
      var target = event.target;
      if (target.hasAttribute('data-next')) {
        if (isBlank(ones[at])) { ask(ones[at]); return; }
        show(at + 1);
      }
      if (target.hasAttribute('data-skip')) { if (at < ones.length - 1) show(at + 1); else send(); }
      if (target.hasAttribute('data-back')) show(at - 1);
    });
  }

  // Sending: by script, so that "not delivered" can be said; anything but a plain yes is left to the browser.
  var sent = false, unsent = doc.querySelector('.unsent');
  function body(also) {
    var parts = [];
    all(form, 'input, select, textarea').forEach(function (one) {
      if (!one.name || one.disabled) return;
      if ((one.type === 'checkbox' || one.type === 'radio') && !one.checked) return;
      parts.push(encodeURIComponent(one.name) + '=' + encodeURIComponent(one.value));
    });
    if (also) parts.push(also);
    return parts.join('&');
  }
  function failed() {
    sent = false;
    form.className = form.className.replace(' sending', '');
    keep();
    if (unsent) { unsent.hidden = false; unsent.scrollIntoView(); }
  }
  function send() {
    if (sent) return;
    sent = true;
    form.className += ' sending';
    if (unsent) unsent.hidden = true;
    var request = new XMLHttpRequest();
    request.open('POST', form.getAttribute('action') || location.href);
    request.setRequestHeader('Content-Type', 'application/x-www-form-urlencoded');
    request.setRequestHeader('X-Requested-With', 'XMLHttpRequest');
    request.timeout = 20000;
    request.onload = function () {
      var answer = null;
      try { answer = JSON.parse(request.responseText); } catch (e) { /* a page, not an answer */ }
      if (request.status === 200 && answer && answer.next) {
        forget();
        location.replace(answer.next);
      } else if (request.status >= 500 || request.status === 0) failed();
      else { sent = false; form.submit(); }
    };
    request.onerror = failed;
    request.ontimeout = failed;
    request.send(body());
  }
  form.addEventListener('submit', function (event) {
    var by = event.submitter || doc.activeElement;
    if (by && by.getAttribute && by.getAttribute('formnovalidate') !== null) return;
    event.preventDefault();
    if (ones.length && isBlank(ones[at]) && !form.hasAttribute('data-blank')) { ask(ones[at]); return; }
    send();
  });
  all(doc, '[data-resend]').forEach(function (button) { button.addEventListener('click', send); });
  window.addEventListener('online', function () { if (unsent && !unsent.hidden) send(); });
  restore();
  label();
})();
