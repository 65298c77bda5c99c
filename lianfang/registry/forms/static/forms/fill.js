// A questionnaire kept in step while it is filled in: what is relevant, how many members, what is calculated, which
// choices, what is wrong. Works without a network; the office checks all of it again. Plain ES5, for old phones.
//
// For pages that send answers themselves (a shift without network): lianfangForms.values(box) gives them as
// operations.submit takes them, lianfangForms.problems(box, true) shows and returns what is wrong,
// lianfangForms.refresh(box) after fields were filled by a script, lianfangForms.put(box, values) puts answers back.
//
// Given: what the page around it asks itself is not asked again. Places named in data-given are read from fields of
// the page's own form; lianfangForms.give(box, facts, members) gives values, and how many members there are.
var lianfangForms = (function () {
  'use strict';
  var X = lianfangXPath, doc = document, MOST = 200, ROUNDS = 25;
  var boxes = [];

  function all(root, what) { return Array.prototype.slice.call(root.querySelectorAll(what)); }
  function toggle(element, name, on) {
    var has = (' ' + element.className + ' ').indexOf(' ' + name + ' ') >= 0;
    if (on && !has) element.className += ' ' + name;
    if (!on && has) element.className = (' ' + element.className + ' ').replace(' ' + name + ' ', ' ').trim();
  }

  // ---- one questionnaire on the page
  function Box(element) {
    var body = JSON.parse(element.querySelector('.q-definition').textContent);
    this.element = element;
    this.prefix = element.getAttribute('data-prefix');
    this.form = body.form;
    this.language = body.language;
    this.said = body.said;
    this.words = body.words;
    this.questions = {};
    this.lists = {};
    this.calculated = {};
    this.touched = {};
    this.fields = JSON.parse(element.getAttribute('data-given') || '{}');
    this.facts = {};
    var box = this;
    (function walk(questions) {
      questions.forEach(function (q) { if (q.path) box.questions[q.path] = q; walk(q.parts || []); });
    })(body.form.questions || []);
    Object.keys(body.form.lists || {}).forEach(function (name) { box.lists[name] = line(body.form.lists[name]); });
  }
  function line(raw) {
    var made = X.branch(raw.name, raw.value);
    (raw.kids || []).forEach(function (kid) { X.add(made, line(kid)); });
    return made;
  }

  Box.prototype.context = function (here) {
    var box = this;
    return {
      here: here, at: null, position: 1, size: 1, now: this.now, lists: this.lists,
      text: function (id) { return box.say((box.form.texts || {})[id] || {}, box.root); },
      choice: function (value, path) { return box.choiceName(value, path.replace(/ /g, '')); }
    };
  };
  Box.prototype.value = function (tree, here) { return X.text(X.evaluate(tree, this.context(here))); };
  Box.prototype.holds = function (tree, here, otherwise) {
    return tree ? X.truth(X.evaluate(tree, this.context(here))) : otherwise;
  };
  Box.prototype.say = function (text, here) {
    var box = this, found = [], order = [text[this.language], text['']];
    Object.keys(text || {}).forEach(function (language) { order.push(text[language]); });
    order.some(function (pieces) {
      if (pieces && pieces.length && !(pieces.length === 1 && pieces[0] === '-')) { found = pieces; return true; }
      return false;
    });
    return found.map(function (piece) { return typeof piece === 'string' ? piece : box.value(piece.x, here); }).join('').trim();
  };
  Box.prototype.choices = function (question, here) {
    var box = this, source = question.source;
    if (!source) {
      return (question.choices || []).map(function (c) { return [c.value, box.say(c.label || {}, here) || c.value]; });
    }
    return X.set(X.evaluate(source.lines, this.context(here))).map(function (item) {
      var value = part(item, source.value);
      var label = source.text ? box.say((box.form.texts || {})[part(item, source.text)] || {}, here) : part(item, source.label || '');
      return [value, label || value];
    });
  };
  function part(item, name) { var found = X.named(item, name); return found.length ? X.textOf(found[0]) : ''; }
  Box.prototype.choiceName = function (value, path) {
    var question = this.questions[path], found = value;
    if (!question) return value;
    var here = X.within(this.root).filter(function (b) { return b.spec && b.spec.path === path; })[0] || this.root;
    this.choices(question, here).some(function (c) { if (c[0] === value) { found = c[1]; return true; } return false; });
    return found;
  };

  // ---- from the page into branches
  Box.prototype.index = function () {
    var byName = {};
    all(this.element, 'input, select, textarea').forEach(function (input) {
      (byName[input.name] = byName[input.name] || []).push(input);
    });
    return byName;
  };
  Box.prototype.plant = function () {
    var top = X.branch(''), root = this.form.root;
    this.inputs = this.index();
    this.root = X.add(top, X.branch(root.name, '', root));
    this.kids(this.root, root, '');
  };
  Box.prototype.kids = function (parent, spec, place) {
    var box = this;
    (spec.kids || []).forEach(function (node) {
      var here = place + (node.key || '');
      if (node.repeats) {
        for (var n = 0, count = box.count(here); n < count; n++) box.member(parent, node, here + '[' + n + ']');
      } else if ((node.kids || []).length) {
        box.kids(X.add(parent, X.branch(node.name, '', node)), node, place);
      } else {
        var made = X.add(parent, X.branch(node.name, box.read(node, here), node));
        made.place = here;
      }
    });
  };
  Box.prototype.member = function (parent, node, place) {
    var made = X.add(parent, X.branch(node.name, '', node));
    made.place = place;
    this.kids(made, node, place + '/');
    return made;
  };
  Box.prototype.count = function (place) {
    var input = (this.inputs[this.prefix + place + '[]'] || [])[0];
    return input ? Math.min(parseInt(input.value, 10) || 0, MOST) : 0;
  };
  Box.prototype.read = function (node, place) {
    if (this.isGiven(place)) return tidy(node.type || 'string', this.givenValue(place));
    var found = this.inputs[this.prefix + place], question = this.questions[node.path];
    if (node.calculate) return this.calculated[place] || '';
    if (!found || !question) return node['default'] || '';
    return tidy(node.type || 'string', chosen(found));
  };
  function chosen(inputs) {
    return inputs.filter(function (input) {
      return input.type === 'radio' || input.type === 'checkbox' ? input.checked : input.value !== '';
    }).map(function (input) {
      return input.type === 'file' ? input.value.replace(/^.*[\\\/]/, '') : input.value.trim();
    }).join(' ');
  }

  // ---- what the page around it says
  function has(object, key) { return Object.prototype.hasOwnProperty.call(object, key); }
  Box.prototype.isGiven = function (place) { return has(this.facts, place) || has(this.fields, place); };
  Box.prototype.givenValue = function (place) {
    if (has(this.facts, place)) return String(this.facts[place]);
    var name = this.fields[place];
    if (!name || !this.form_element) return '';
    return chosen(all(this.form_element, 'input, select, textarea').filter(function (one) { return one.name === name; }));
  };
  Box.prototype.give = function (facts, members) {
    var box = this;
    this.facts = facts;
    this.inputs = this.index();
    Object.keys(members || {}).forEach(function (place) {
      box.draw(place, Math.max(members[place], box.count(place)));
      box.inputs = box.index();
    });
    this.refresh();
  };
  // Answers put back, as values() gave them.
  Box.prototype.put = function (values, place) {
    var box = this;
    Object.keys(values).forEach(function (key) {
      var here = place + key, value = values[key];
      if (box.repeat(here)) {
        box.draw(here, value.length);
        value.forEach(function (member, n) { box.put(member, here + '[' + n + ']/'); });
        return;
      }
      var said = Array.isArray(value) ? value : [value];
      (box.index()[box.prefix + here] || []).forEach(function (input) {
        if (input.type === 'radio' || input.type === 'checkbox') input.checked = said.indexOf(input.value) >= 0;
        else if (input.type !== 'file') input.value = said.join(' ');
      });
    });
  };
  Box.prototype.isAsking = function () {
    var box = this;
    this.refresh();
    return all(this.element, '.q-ask').some(function (ask) {
      var place = ask.getAttribute('data-place'), b = box.byPlace[place];
      return b && b.relevant && !box.isGiven(place);
    });
  };
  // Full-width digits and signs, as Chinese keyboards give them.
  function tidy(type, text) {
    if (type !== 'int' && type !== 'integer' && type !== 'decimal') return text;
    text = text.replace(/[０-９．－]/g, function (l) { return String.fromCharCode(l.charCodeAt(0) - 0xfee0); });
    return text.replace('。', '.').replace(/^\./, '0.').replace(/\.$/, '');
  }

  // ---- coming to rest
  Box.prototype.settle = function () {
    var changed = true;
    this.now = Date.now() + 480 * 60000;
    for (var round = 0; changed && round < ROUNDS; round++) {
      changed = this.members(this.root);
      changed = this.decide(this.root, true) || changed;
      changed = this.calculate() || changed;
    }
  };
  Box.prototype.members = function (b) {
    var box = this, changed = false;
    (b.spec.kids || []).forEach(function (node) {
      if (!node.repeats || !node.count) return;
      var asked = X.number(X.evaluate(node.count, box.context(b)));
      var wanted = asked === asked ? Math.floor(Math.min(Math.max(asked, 0), MOST)) : 0, have = X.named(b, node.name);
      if (have.length === wanted) return;
      changed = true;
      have.slice(wanted).forEach(function (extra) { b.kids.splice(b.kids.indexOf(extra), 1); });
      var place = placeOfRepeat(b, node);
      box.draw(place, wanted);
      box.inputs = box.index();
      for (var n = have.length; n < wanted; n++) {
        var made = box.member(b, node, place + '[' + n + ']');
        b.kids.splice(b.kids.indexOf(made), 1);
        var order = (b.spec.kids || []).map(function (kid) { return kid.name; }), rank = order.indexOf(node.name);
        var before = b.kids.filter(function (kid) { return order.indexOf(kid.name) <= rank; }).length;
        b.kids.splice(before, 0, made);
      }
    });
    b.kids.forEach(function (kid) { if (kid.kids.length) changed = box.members(kid) || changed; });
    return changed;
  };
  function placeOfRepeat(b, node) {
    var up = b;
    while (up && !(up.spec && up.spec.repeats)) up = up.parent;
    return (up ? up.place + '/' : '') + node.key;
  }
  Box.prototype.decide = function (b, isAbove) {
    var box = this, before = b.relevant, changed;
    b.relevant = isAbove && this.holds(b.spec.relevant, b, true);
    changed = before !== b.relevant;
    b.kids.forEach(function (kid) { changed = box.decide(kid, b.relevant) || changed; });
    return changed;
  };
  Box.prototype.calculate = function () {
    var box = this, changed = false;
    X.within(this.root).forEach(function (b) {
      var tree = b.spec.calculate;
      if (!tree || b.kids.length || (b.value && isUnsteady(tree))) return;
      var found = b.relevant ? box.value(tree, b) : '';
      if (found === 'NaN' || found === 'Infinity' || found === '-Infinity') found = '';
      changed = changed || found !== b.value;
      b.value = found;
      if (b.place !== undefined) box.calculated[b.place] = found;
    });
    return changed;
  };
  function isUnsteady(tree) {
    if (!Array.isArray(tree)) return false;
    return (tree[0] === 'call' && (tree[1] === 'random' || tree[1] === 'uuid')) || tree.some(isUnsteady);
  }

  // ---- from branches onto the page
  Box.prototype.show = function () {
    var box = this, byPlace = {}, byPath = {};
    X.within(this.root).forEach(function (b) {
      if (b.place !== undefined) byPlace[b.place] = b;
      byPath[(b.spec && b.spec.path) || ''] = byPath[(b.spec && b.spec.path) || ''] || b;
    });
    this.byPlace = byPlace;
    all(this.element, '.q-ask').forEach(function (ask) {
      var b = byPlace[ask.getAttribute('data-place')];
      if (b) box.showOne(ask, b);
    });
    all(this.element, '.q-group').forEach(function (group) {
      var b = box.groupOf(group, byPlace) || byPath[group.getAttribute('data-path')];
      if (b) toggle(group, 'q-off', !b.relevant);
    });
    all(this.element, '.q-repeat').forEach(function (repeat) {
      var path = repeat.getAttribute('data-path'), holder = byPath[path.slice(0, path.lastIndexOf('/'))];
      var spec = holder && (holder.spec.kids || []).filter(function (kid) { return kid.path === path; })[0];
      if (spec) toggle(repeat, 'q-off', !holder.relevant || !box.holds(spec.relevant, holder, true));
    });
    this.bare();
  };
  // What holds nothing but given answers is not there; a given member bears its name and cannot be taken away.
  Box.prototype.bare = function () {
    var box = this;
    all(this.element, '.q-member').forEach(function (member) {
      var title = box.facts[member.getAttribute('data-member')], which = member.querySelector('.q-which span');
      toggle(member, 'q-known', title !== undefined);
      if (title !== undefined && which) which.textContent = title;
    });
    all(this.element, '.q-group, .q-repeat, .q-member').forEach(function (part) {
      var isOpen = part.querySelector('.q-ask:not(.q-given)') || part.querySelector('.q-more');
      toggle(part, 'q-none', !isOpen);
    });
  };
  // A group inside a member belongs to the questions it holds.
  Box.prototype.groupOf = function (group, byPlace) {
    var path = group.getAttribute('data-path'), ask = group.querySelector('.q-ask');
    var b = ask && byPlace[ask.getAttribute('data-place')];
    while (b && b.spec && b.spec.path !== path) b = b.parent;
    return b && b.spec ? b : null;
  };
  Box.prototype.showOne = function (ask, b) {
    var question = this.questions[b.spec.path], input;
    toggle(ask, 'q-off', !b.relevant);
    toggle(ask, 'q-given', this.isGiven(b.place));
    if (!question) return;
    if (hasValue(question.label)) this.write(ask, question, b);
    if (b.spec.calculate) {
      input = ask.querySelector('input, textarea');
      if (input && input.value !== b.value) input.value = b.value;
    }
    if (question.source) this.offer(ask, question, b);
    if (this.touched[b.place]) this.mark(ask, this.wrong(b));
  };
  function hasValue(text) { return JSON.stringify(text || {}).indexOf('{"x"') >= 0; }
  Box.prototype.write = function (ask, question, b) {
    var label = ask.querySelector('.q-note') || ask.querySelector('.q-label'), said = this.say(question.label, b);
    if (label && label.firstChild && label.firstChild.nodeType === 3 && label.firstChild.nodeValue !== said) {
      label.firstChild.nodeValue = said;
    }
  };
  Box.prototype.offer = function (ask, question, b) {
    var offered = this.choices(question, b), key = JSON.stringify(offered), words = this.words;
    if (ask.offered === undefined) ask.offered = key;
    if (ask.offered === key) return;
    ask.offered = key;
    var select = ask.querySelector('select'), picks = ask.querySelector('.q-picks'), old = b.value.split(' ');
    if (select) {
      select.innerHTML = '';
      [['', words.choose]].concat(offered).forEach(function (c) {
        var option = doc.createElement('option');
        option.value = c[0]; option.appendChild(doc.createTextNode(c[1])); option.selected = c[0] !== '' && c[0] === b.value;
        select.appendChild(option);
      });
    } else if (picks) {
      picks.innerHTML = '';
      offered.forEach(function (c, n) {
        var pick = doc.createElement('span'), input = doc.createElement('input'), label = doc.createElement('label');
        pick.className = 'q-pick';
        input.type = picks.getAttribute('data-kind'); input.name = picks.getAttribute('data-name'); input.value = c[0];
        input.id = picks.getAttribute('data-name') + '--' + n; input.checked = old.indexOf(c[0]) >= 0;
        label.htmlFor = input.id; label.appendChild(doc.createTextNode(c[1]));
        pick.appendChild(input); pick.appendChild(label); picks.appendChild(pick);
      });
    }
    this.later = true; // an answer that is no longer offered is gone: look once more
  };

  // ---- what is wrong
  Box.prototype.wrong = function (b) {
    var spec = b.spec, question = this.questions[spec.path], said = this.said, box = this;
    if (!b.relevant || !question || question.kind === 'note' || this.isGiven(b.place)) return '';
    if (b.value === '') return this.holds(spec.required, b, false) ? this.say(spec.missing || {}, b) || said.required : '';
    var why = shape(spec.type || 'string', b.value);
    if (why) return said[why];
    var isLive = question.source && question.source.live;
    if (!isLive && (question.kind === 'select1' || question.kind === 'select' || question.kind === 'rank')) {
      var offered = this.choices(question, b).map(function (c) { return c[0]; });
      var picked = question.kind === 'select1' ? [b.value] : b.value.split(' ');
      if (picked.some(function (one) { return offered.indexOf(one) < 0; })) return said.choice;
    }
    if (question.kind === 'range') {
      var value = X.number(b.value), low = X.number(question.start || ''), high = X.number(question.end || '');
      if (value < Math.min(low, high) || value > Math.max(low, high)) return said.range;
    }
    return box.holds(spec.constraint, b, true) ? '' : this.say(spec.wrong || {}, b) || said.constraint;
  };
  function shape(type, value) {
    if (value.length > 10000) return 'long';
    if (type === 'int' || type === 'integer') return /^-?\d{1,9}$/.test(value) ? '' : 'whole';
    if (type === 'decimal') return /^-?\d{1,15}(\.\d{1,15})?$/.test(value) ? '' : 'number';
    if (type === 'date') return isNaN(X.millis(value)) ? 'date' : '';
    if (type === 'dateTime') return isNaN(X.millis(value)) ? 'moment' : '';
    if (type === 'time') return /^([01]\d|2[0-3]):[0-5]\d/.test(value) ? '' : 'time';
    if (type === 'geopoint') return /^-?\d+(\.\d+)?[ ,]+-?\d+(\.\d+)?([ ,]+-?\d+(\.\d+)?){0,2}$/.test(value) ? '' : 'place';
    return '';
  }
  Box.prototype.mark = function (ask, said) {
    var told = ask.querySelector('.q-wrong');
    toggle(ask, 'q-bad', !!said);
    if (told) { told.hidden = !said; told.textContent = said; }
  };
  Box.prototype.problems = function (isShown) {
    var box = this, found = [];
    this.refresh();
    all(this.element, '.q-ask').forEach(function (ask) {
      var place = ask.getAttribute('data-place'), b = box.byPlace[place], said = b ? box.wrong(b) : '';
      if (isShown && b) { box.touched[place] = true; box.mark(ask, said); }
      if (said) found.push({place: place, said: said, ask: ask});
    });
    return found;
  };
  Box.prototype.refresh = function () {
    for (var turn = 0; turn < 4; turn++) {
      this.later = false;
      this.plant(); this.settle(); this.show();
      if (!this.later) break;
    }
  };

  // ---- answers as operations.submit takes them
  Box.prototype.values = function () {
    var box = this;
    this.refresh();
    function gather(b) {
      var found = {};
      b.kids.forEach(function (kid) {
        var spec = kid.spec, question = box.questions[spec.path];
        if (!kid.relevant) return;
        if (spec.repeats) (found[spec.key] = found[spec.key] || []).push(gather(kid));
        else if (kid.kids.length) merge(found, gather(kid));
        else if (spec.key && question && question.kind !== 'note' && !spec.calculate && kid.value !== '') {
          found[spec.key] = question.kind === 'select' || question.kind === 'rank' ? kid.value.split(' ') : kid.value;
        }
      });
      // A repeat without a member is said to have none.
      (b.spec.kids || []).forEach(function (spec) { if (spec.repeats && !found[spec.key]) found[spec.key] = []; });
      return found;
    }
    return gather(this.root);
  };
  function merge(into, from) { Object.keys(from).forEach(function (key) { into[key] = from[key]; }); }

  // ---- members
  Box.prototype.repeat = function (place) {
    return all(this.element, '.q-repeat').filter(function (one) { return one.getAttribute('data-place') === place; })[0];
  };
  function own(repeat, what) {
    return Array.prototype.slice.call(repeat.children).filter(function (kid) {
      return (' ' + kid.className + ' ').indexOf(' ' + what + ' ') >= 0 || kid.tagName.toLowerCase() === what;
    })[0];
  }
  Box.prototype.draw = function (place, wanted) {
    var repeat = this.repeat(place), count = repeat && own(repeat, 'q-count'), holder = repeat && own(repeat, 'q-members');
    if (!repeat) return;
    while (holder.children.length > wanted) holder.removeChild(holder.lastElementChild);
    while (holder.children.length < wanted) holder.appendChild(this.blank(repeat, place, holder.children.length));
    count.value = wanted;
  };
  Box.prototype.blank = function (repeat, place, number) {
    var depth = place.split('[').length - 1, mark = '__n' + depth + '__', plain = doc.createElement('div');
    plain.innerHTML = own(repeat, 'template').innerHTML.split(mark).join(number);
    var made = plain.firstElementChild, which = made.querySelector('.q-which span');
    if (which) which.textContent = number + 1;
    return made;
  };
  Box.prototype.remove = function (place) {
    var at = place.lastIndexOf('['), head = place.slice(0, at), number = parseInt(place.slice(at + 1), 10);
    var repeat = this.repeat(head), holder = own(repeat, 'q-members'), kept = this.snapshot(holder);
    holder.removeChild(holder.children[number]);
    kept.splice(number, 1);
    var count = holder.children.length;
    // Numbers close up: what stays is drawn again under its new number, with its answers.
    holder.innerHTML = '';
    this.draw(head, count);
    for (var n = 0; n < count; n++) restore(holder.children[n], kept[n]);
    this.touched = {};
  };
  Box.prototype.snapshot = function (holder) {
    return Array.prototype.slice.call(holder.children).map(function (member) {
      return all(member, 'input, select, textarea').map(function (input) { return [input.value, input.checked]; });
    });
  };
  function restore(member, kept) {
    all(member, 'input, select, textarea').forEach(function (input, n) {
      if (!kept[n] || input.type === 'file') return;
      if (input.type === 'checkbox' || input.type === 'radio') input.checked = kept[n][1]; else input.value = kept[n][0];
    });
  }

  // ---- events
  Box.prototype.listen = function () {
    var box = this, element = this.element, form = element.parentNode;
    while (form && form.tagName !== 'FORM') form = form.parentNode;
    this.form_element = form;
    if (form && Object.keys(this.fields).length) {
      form.addEventListener('change', function (event) { if (!element.contains(event.target)) box.refresh(); });
    }
    element.addEventListener('input', function () { box.refresh(); });
    element.addEventListener('change', function (event) {
      var ask = event.target;
      while (ask && ask !== element && !(ask.getAttribute && ask.getAttribute('data-place'))) ask = ask.parentNode;
      if (ask && ask !== element && ask.className.indexOf('q-ask') >= 0) box.touched[ask.getAttribute('data-place')] = true;
      box.refresh();
    });
    element.addEventListener('click', function (event) {
      var button = event.target;
      if (button.className && button.className.indexOf('q-more') >= 0) {
        event.preventDefault();
        box.inputs = box.index();
        box.draw(button.value, Math.min(box.count(button.value) + 1, MOST));
        box.refresh();
        focus(own(box.repeat(button.value), 'q-members').lastElementChild);
      } else if (button.className && button.className.indexOf('q-less') >= 0) {
        event.preventDefault();
        box.remove(button.value);
        box.refresh();
      } else if (button.className && button.className.indexOf('q-here') >= 0) {
        where(box, button);
      }
    });
    if (form) form.addEventListener('submit', function (event) {
      if ((event.submitter && event.submitter.formNoValidate) || !isThere(element)) return;
      var found = box.problems(true);
      if (!found.length) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      found[0].ask.scrollIntoView();
      focus(found[0].ask);
    }, true);
  };
  function focus(element) {
    var input = element && element.querySelector('input:not([type=hidden]), select, textarea');
    if (input) input.focus();
  }
  function where(box, button) {
    var input = button.parentNode.querySelector('input'), told = button.parentNode.querySelector('.q-wrong');
    function nowhere() { told.hidden = false; told.textContent = box.words.nowhere; }
    if (!navigator.geolocation) { nowhere(); return; }
    navigator.geolocation.getCurrentPosition(function (found) {
      var at = found.coords;
      input.value = [at.latitude, at.longitude, at.altitude || 0, at.accuracy || 0].map(function (n) {
        return +n.toFixed(7);
      }).join(' ');
      box.refresh();
    }, nowhere, {timeout: 20000});
  }

  function isThere(element) { return doc.documentElement.contains(element); }
  function start(root) {
    boxes = boxes.filter(function (box) { return isThere(box.element); });
    all(root, '.questionnaire').forEach(function (element) {
      if (of(element)) return;
      var box = new Box(element);
      boxes.push(box);
      toggle(element, 'q-live', true);
      box.listen();
      box.refresh();
      // A draft put back by another script comes without events.
      setTimeout(function () { box.refresh(); }, 0);
    });
  }
  function of(element) { return boxes.filter(function (box) { return box.element === element; })[0]; }
  if (doc.readyState === 'loading') doc.addEventListener('DOMContentLoaded', function () { start(doc); });
  else start(doc);
  doc.addEventListener('htmx:afterSwap', function (event) { start(event.target); });

  return {
    start: start,
    values: function (element) { return of(element).values(); },
    problems: function (element, isShown) { return of(element).problems(isShown); },
    refresh: function (element) { of(element).refresh(); },
    give: function (element, facts, members) { of(element).give(facts, members); },
    put: function (element, values) { var box = of(element); box.put(values, ''); box.refresh(); },
    isAsking: function (element) { return of(element).isAsking(); }
  };
})();
