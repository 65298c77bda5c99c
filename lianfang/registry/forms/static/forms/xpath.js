// Expressions of questionnaires, evaluated on the page: the same trees and the same rules as rules/xpath/*.py, so
// that page and office agree (a test lets both answer thousands of expressions). Plain ES5, for old phones.
var lianfangXPath = (function () {
  'use strict';

  // ---- branches: {name, value, spec, kids, parent, relevant}
  function branch(name, value, spec) {
    return {name: name, value: value || '', spec: spec || null, kids: [], parent: null, relevant: true};
  }
  function add(parent, kid) { kid.parent = parent; parent.kids.push(kid); return kid; }
  function textOf(b) {
    if (!b.relevant) return '';
    return b.kids.length ? b.kids.map(textOf).join('') : b.value;
  }
  function named(b, name) { return b.kids.filter(function (kid) { return kid.name === name; }); }
  function within(b, found) {
    found = found || [];
    found.push(b);
    b.kids.forEach(function (kid) { within(kid, found); });
    return found;
  }
  function above(b) {
    var found = [], up = b.parent;
    while (up && up.name) { found.push(up); up = up.parent; }
    return found;
  }
  function siblings(b) { return b.parent ? named(b.parent, b.name) : [b]; }
  function topOf(b) { while (b.parent) b = b.parent; return b; }

  // ---- days: local wall clock (Asia/Shanghai), as days since 1970
  var DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
  var MOMENT = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,6}))?)?(Z|[+-]\d{2}:?\d{2})?$/;
  function utc(y, m, d, h, i, s, ms) {
    var at = new Date(0);
    at.setUTCFullYear(y, m - 1, d);
    at.setUTCHours(h || 0, i || 0, s || 0, ms || 0);
    var is = at.getUTCFullYear() === +y && at.getUTCMonth() === m - 1 && at.getUTCDate() === +d && y >= 1;
    return is && (h || 0) < 24 && (i || 0) < 60 && (s || 0) < 60 ? at.getTime() : NaN;
  }
  function millis(text) {
    var m = DATE.exec(text);
    if (m) return utc(m[1], m[2], m[3]);
    m = MOMENT.exec(text);
    if (!m) return NaN;
    var at = utc(m[1], m[2], m[3], +m[4], +m[5], +(m[6] || 0), Math.floor(+((m[7] || '0') + '000000').slice(0, 6) / 1000));
    if (!m[8]) return at;
    var ahead = m[8] === 'Z' ? 0 : (m[8].charAt(0) === '-' ? -1 : 1) * (+m[8].slice(1, 3) * 60 + +m[8].slice(-2));
    return at + (480 - ahead) * 60000;
  }
  function two(n) { return (n < 10 ? '0' : '') + n; }
  function iso(ms) {
    var d = new Date(ms), y = d.getUTCFullYear();
    if (!isFinite(ms) || isNaN(y) || y < 1 || y > 9999) return '';
    return ('000' + y).slice(-4) + '-' + two(d.getUTCMonth() + 1) + '-' + two(d.getUTCDate());
  }
  function moment(ms) {
    var day = iso(ms), d = new Date(ms);
    if (!day) return '';
    return day + 'T' + two(d.getUTCHours()) + ':' + two(d.getUTCMinutes()) + ':' + two(d.getUTCSeconds()) + '.' +
      ('00' + d.getUTCMilliseconds()).slice(-3) + '+08:00';
  }
  var MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
  var WEEKDAYS = 'Sun Mon Tue Wed Thu Fri Sat'.split(' ');
  function formatted(text, pattern) {
    var ms = millis(text), d = new Date(ms);
    if (isNaN(ms)) return '';
    var words = {
      Y: ('000' + d.getUTCFullYear()).slice(-4), y: two(d.getUTCFullYear() % 100), m: two(d.getUTCMonth() + 1),
      n: '' + (d.getUTCMonth() + 1), b: MONTHS[d.getUTCMonth()], d: two(d.getUTCDate()), e: '' + d.getUTCDate(),
      a: WEEKDAYS[d.getUTCDay()], H: two(d.getUTCHours()), h: '' + d.getUTCHours(), M: two(d.getUTCMinutes()),
      S: two(d.getUTCSeconds()), '3': ('00' + d.getUTCMilliseconds()).slice(-3)
    };
    return pattern.replace(/%(.)/g, function (all, letter) { return words.hasOwnProperty(letter) ? words[letter] : all; });
  }

  // ---- values: string, number, boolean, array of branches
  function isSet(value) { return Array.isArray(value); }
  function text(value) {
    if (typeof value === 'string') return value;
    if (typeof value === 'boolean') return value ? 'true' : 'false';
    if (isSet(value)) return value.length ? textOf(value[0]) : '';
    return numberText(value);
  }
  function numberText(n) {
    if (n !== n) return 'NaN';
    if (n === Infinity) return 'Infinity';
    if (n === -Infinity) return '-Infinity';
    if (n === Math.floor(n) && Math.abs(n) < 1e15) return '' + (n === 0 ? 0 : n);
    var shown = '' + n;
    if (Math.abs(n) < 1e-4) return n.toFixed(12).replace(/0+$/, '').replace(/\.$/, '');
    return shown;
  }
  function number(value) {
    if (typeof value === 'number') return value;
    if (typeof value === 'boolean') return value ? 1 : 0;
    var said = text(value).replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, '');
    if (/^-?(\d+\.?\d*|\.\d+)$/.test(said) && said.length < 400) return parseFloat(said);
    return millis(said) / 86400000;
  }
  function truth(value) {
    if (typeof value === 'number') return value !== 0 && value === value;
    return isSet(value) ? value.length > 0 : !!value;
  }
  var COMPARED = {
    '=': function (a, b) { return a === b; }, '!=': function (a, b) { return a !== b; },
    '<': function (a, b) { return a < b; }, '<=': function (a, b) { return a <= b; },
    '>': function (a, b) { return a > b; }, '>=': function (a, b) { return a >= b; }
  };
  function compare(sign, a, b) {
    if (isSet(a) && typeof b !== 'boolean') return a.some(function (one) { return compare(sign, textOf(one), b); });
    if (isSet(b) && typeof a !== 'boolean') return b.some(function (one) { return compare(sign, a, textOf(one)); });
    if (sign === '=' || sign === '!=') {
      if (typeof a === 'boolean' || typeof b === 'boolean') return (truth(a) === truth(b)) === (sign === '=');
      if (typeof a === 'string' && typeof b === 'string') return (a === b) === (sign === '=');
    }
    return COMPARED[sign](number(isSet(a) ? truth(a) : a), number(isSet(b) ? truth(b) : b));
  }

  // ---- evaluation. context: {here, at, position, size, now (ms of the wall clock), lists, text(id), choice(v, path)}
  function inside(c, at, position, size) {
    var made = {};
    for (var key in c) made[key] = c[key];
    made.at = at; made.position = position; made.size = size;
    return made;
  }
  function standing(c, here) { var made = inside(c, null, 1, 1); made.here = here; return made; }
  function evaluate(tree, c) {
    switch (tree[0]) {
      case 'num': case 'str': return tree[1];
      case 'op': return operate(tree[1], tree[2], tree[3], c);
      case 'neg': return -number(evaluate(tree[1], c));
      case 'call': return call(tree[1], tree[2], c);
      default: return path(tree[1], tree[2], c);
    }
  }
  function operate(sign, left, right, c) {
    if (sign === 'or') return truth(evaluate(left, c)) || truth(evaluate(right, c));
    if (sign === 'and') return truth(evaluate(left, c)) && truth(evaluate(right, c));
    var a = evaluate(left, c), b = evaluate(right, c);
    if (sign === '|') return inOrder(set(a).concat(set(b)));
    if (COMPARED[sign]) return compare(sign, a, b);
    a = number(a); b = number(b);
    if (sign === '+') return a + b;
    if (sign === '-') return a - b;
    if (sign === '*') return a * b;
    return sign === 'mod' ? a % b : a / b;
  }
  function set(value) { return isSet(value) ? value : []; }
  function path(start, steps, c) {
    if (start === '/') return fromTop(steps, c);
    var found = [c.at || c.here];
    if (start !== '.') {
      found = set(evaluate(start[1], c));
      start[2].forEach(function (predicate) { found = kept(found, predicate, c); });
    }
    return walk(found, steps, c);
  }
  function fromTop(steps, c) {
    var own = [c.here].concat(above(c.here)), found = [topOf(c.here)];
    steps.forEach(function (step, index) {
      var further = walk(found, [step], c);
      var bound = further.filter(function (one) { return own.indexOf(one) >= 0; });
      var isPlain = step[0] === 'child' && step[1] !== '*' && step[1] !== 'node()' && !step[2].length;
      found = bound.length && isPlain && index < steps.length - 1 ? bound : further;
    });
    return found;
  }
  var BACKWARD = {'ancestor': 1, 'ancestor-or-self': 1, 'preceding-sibling': 1};
  function walk(found, steps, c) {
    steps.forEach(function (step) {
      var further = [];
      found.forEach(function (one) {
        var reached = along(one, step[0]).filter(function (kid) { return isNamed(kid, step[1]); });
        step[2].forEach(function (predicate) { reached = kept(reached, predicate, c); });
        further = further.concat(reached);
      });
      found = found.length < 2 ? further : inOrder(further);
      if (BACKWARD[step[0]]) found = inOrder(found);
    });
    return found;
  }
  function along(b, axis) {
    switch (axis) {
      case 'child': return b.kids;
      case 'self': return [b];
      case 'parent': return b.parent ? [b.parent] : [];
      case 'descendant': return within(b).slice(1);
      case 'descendant-or-self': return within(b);
      case 'ancestor': return above(b);
      case 'ancestor-or-self': return [b].concat(above(b));
    }
    if (!b.parent || axis === 'attribute') return [];
    var place = b.parent.kids.indexOf(b);
    return axis === 'following-sibling' ? b.parent.kids.slice(place + 1) : b.parent.kids.slice(0, place).reverse();
  }
  function isNamed(b, name) {
    if (name === 'node()') return true;
    var plain = name.slice(name.lastIndexOf(':') + 1);
    return !!b.name && (plain === '*' || b.name === plain);
  }
  function kept(found, predicate, c) {
    return found.filter(function (one, place) {
      var value = evaluate(predicate, inside(c, one, place + 1, found.length));
      return typeof value === 'number' ? value === place + 1 : truth(value);
    });
  }
  function inOrder(found) {
    if (found.length < 2) return found;
    var once = found.filter(function (one, place) { return found.indexOf(one) === place; });
    var ordered = within(topOf(found[0])).filter(function (one) { return once.indexOf(one) >= 0; });
    return ordered.length === once.length ? ordered : once;
  }

  // ---- functions
  function each(value) { return isSet(value) ? value.map(textOf) : [text(value)]; }
  function texts(given) { return given.reduce(function (all, value) { return all.concat(each(value)); }, []); }
  function numbers(given) { return texts(given).filter(function (t) { return t !== ''; }).map(number); }
  function str(given, place) { return place < given.length ? text(given[place]) : ''; }
  function num(given, place, otherwise) {
    return place < given.length ? number(given[place]) : otherwise === undefined ? NaN : otherwise;
  }
  function words(given) { return str(given, 0).split(/\s+/).filter(Boolean); }
  function letters(s) { return s.match(/[\ud800-\udbff][\udc00-\udfff]|[\s\S]/g) || []; }
  function rounded(n) { return isFinite(n) ? Math.floor(n + 0.5) : n; }
  function has(list, value) { return list.indexOf(value) >= 0; }
  var YES = ['true', '1', 'yes', 'OK'];
  function dateLike(given) {
    var value = given.length ? given[0] : '';
    return typeof value === 'number' || isNaN(millis(text(value))) ? moment(number(value) * 86400000) : text(value);
  }
  var patterns = {};
  function pattern(source) {
    if (!patterns.hasOwnProperty(source)) {
      try { patterns[source] = new RegExp('^(?:' + source + ')$'); } catch (e) { patterns[source] = null; }
    }
    return patterns[source];
  }
  function extreme(given, better) {
    var found = numbers(given);
    if (!found.length || found.some(isNaN)) return NaN;
    return better.apply(null, found);
  }
  function between(total, given) {
    var least = num(given, 0), most = num(given, 1);
    return (least < 0 || total >= least) && (most < 0 || total <= most);
  }
  function real(f) { return function (given) { var n = f(num(given, 0)); return n; }; }
  var LAZY = {
    'if': function (a, c) { return evaluate(a[truth(evaluate(a[0], c)) ? 1 : 2], c); },
    'coalesce': function (a, c) {
      for (var i = 0, found = ''; i < a.length && !found; i++) found = text(evaluate(a[i], c));
      return found;
    },
    'once': function (a, c) { return textOf(c.here) || text(evaluate(a[0], c)); },
    'current': function (a, c) { return [c.here]; },
    'indexed-repeat': function (a, c) {
      var here = c.here;
      for (var i = 1; i + 1 < a.length; i += 2) {
        var members = set(evaluate(a[i], standing(c, here))), wanted = number(evaluate(a[i + 1], c));
        if (!(wanted >= 1 && wanted <= members.length)) return '';
        here = members[Math.floor(wanted) - 1];
      }
      return text(evaluate(a[0], standing(c, here)));
    }
  };
  var SELF = ['string', 'number', 'string-length', 'normalize-space', 'name', 'local-name'];
  var CALLS = {
    'position': function (g, c) {
      if (!g.length) return c.position || 1;
      var found = set(g[0]);
      return found.length ? siblings(found[0]).indexOf(found[0]) + 1 : NaN;
    },
    'last': function (g, c) { return c.size || 1; },
    'instance': function (g, c) { var root = c.lists[str(g, 0)]; return root ? [root] : []; },
    'pulldata': function (g, c) {
      var root = c.lists[str(g, 0)], key = str(g, 3), said = '';
      if (!root || !key) return '';
      within(root).some(function (item) {
        var fits = named(item, str(g, 2)).some(function (kid) { return textOf(kid) === key; });
        if (fits) { var wanted = named(item, str(g, 1)); said = wanted.length ? textOf(wanted[0]) : ''; }
        return fits;
      });
      return said;
    },
    'jr:itext': function (g, c) { return c.text(str(g, 0)); },
    'jr:choice-name': function (g, c) { return c.choice(str(g, 0), str(g, 1).replace(/^[\s'"]+|[\s'"]+$/g, '')); },
    'today': function (g, c) { return iso(c.now); },
    'now': function (g, c) { return moment(c.now); },
    'random': function () { return Math.random(); },
    'uuid': function () {
      return 'xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx'.replace(/x/g, function () {
        return Math.floor(Math.random() * 16).toString(16);
      });
    },
    'string': function (g) { return str(g, 0); },
    'number': function (g) { return num(g, 0); },
    'boolean': function (g) { return truth(g[0]); },
    'not': function (g) { return !truth(g[0]); },
    'true': function () { return true; },
    'false': function () { return false; },
    'boolean-from-string': function (g) { return has(['true', '1'], str(g, 0).toLowerCase()); },
    'selected': function (g) { return has(words(g), str(g, 1).trim()); },
    'selected-at': function (g) { var w = words(g), n = num(g, 1); return n >= 0 && n < w.length ? w[Math.floor(n)] : ''; },
    'count-selected': function (g) { return words(g).length; },
    'regex': function (g) {
      var subject = str(g, 0), p = pattern(str(g, 1));
      return !!p && subject.length <= 2000 && p.test(subject);
    },
    'date': function (g) {
      if (typeof g[0] === 'number') return iso(Math.floor(g[0]) * 86400000);
      var ms = millis(str(g, 0));
      if (!isNaN(ms)) return iso(ms);
      var n = num(g, 0);
      return isNaN(n) ? '' : iso(Math.floor(n) * 86400000);
    },
    'date-time': function (g) { return moment(Math.floor(num(g, 0) * 86400000 + 0.5)); },
    'format-date': function (g) { return formatted(dateLike(g), str(g, 1)); },
    'format-date-time': function (g) { return formatted(dateLike(g), str(g, 1)); },
    'decimal-date-time': function (g) { return num(g, 0); },
    'decimal-time': function (g) {
      var m = /^(\d{2}):(\d{2})(?::(\d{2}))?/.exec(str(g, 0));
      return m ? (m[1] * 3600 + m[2] * 60 + +(m[3] || 0)) / 86400 : NaN;
    },
    'int': function (g) { var n = num(g, 0); return isFinite(n) ? (n < 0 ? Math.ceil(n) : Math.floor(n)) : NaN; },
    'round': function (g) {
      var n = num(g, 0), places = num(g, 1, 0);
      if (!isFinite(n) || !isFinite(places) || Math.abs(places) > 12) return n;
      var scale = Math.pow(10, places < 0 ? Math.ceil(places) : Math.floor(places));
      return Math.floor(n * scale + 0.5) / scale;
    },
    'floor': real(Math.floor), 'ceiling': real(Math.ceil), 'abs': real(Math.abs),
    'sqrt': real(Math.sqrt), 'exp': real(Math.exp),
    'log': real(function (n) { return n > 0 ? Math.log(n) : NaN; }),
    'log10': real(function (n) { return n > 0 ? Math.log(n) / Math.LN10 : NaN; }),
    'sin': real(Math.sin), 'cos': real(Math.cos), 'tan': real(Math.tan),
    'asin': real(Math.asin), 'acos': real(Math.acos), 'atan': real(Math.atan),
    'atan2': function (g) { return Math.atan2(num(g, 0), num(g, 1)); },
    'pi': function () { return Math.PI; },
    'pow': function (g) { var n = Math.pow(num(g, 0), num(g, 1)); return isFinite(n) ? n : NaN; },
    'min': function (g) { return extreme(g, Math.min); },
    'max': function (g) { return extreme(g, Math.max); },
    'sum': function (g) { return numbers(g).reduce(function (a, b) { return a + b; }, 0); },
    'count': function (g) { return set(g[0]).length; },
    'count-non-empty': function (g) { return set(g[0]).filter(textOf).length; },
    'concat': function (g) { return texts(g).join(''); },
    'join': function (g) { return texts(g.slice(1)).join(str(g, 0)); },
    'string-length': function (g) { return letters(str(g, 0)).length; },
    'normalize-space': function (g) { return str(g, 0).split(/\s+/).filter(Boolean).join(' '); },
    'contains': function (g) { return str(g, 0).indexOf(str(g, 1)) >= 0; },
    'starts-with': function (g) { return str(g, 0).slice(0, str(g, 1).length) === str(g, 1); },
    'ends-with': function (g) { var s = str(g, 0), e = str(g, 1); return s.length >= e.length && s.slice(s.length - e.length) === e; },
    'substring-before': function (g) { var m = str(g, 1), p = m ? str(g, 0).indexOf(m) : -1; return p < 0 ? '' : str(g, 0).slice(0, p); },
    'substring-after': function (g) {
      var m = str(g, 1), p = str(g, 0).indexOf(m);
      return !m ? str(g, 0) : p < 0 ? '' : str(g, 0).slice(p + m.length);
    },
    'substring': function (g) {
      var start = rounded(num(g, 1)), end = g.length > 2 ? start + rounded(num(g, 2)) : Infinity;
      return letters(str(g, 0)).filter(function (l, p) { return p + 1 >= start && p + 1 < end; }).join('');
    },
    'substr': function (g) {
      var start = num(g, 1, 0), end = num(g, 2, Infinity);
      return isNaN(start) || isNaN(end) ? '' : letters(str(g, 0)).slice(start, end === Infinity ? undefined : end).join('');
    },
    'translate': function (g) {
      var from = letters(str(g, 1)), to = letters(str(g, 2));
      return letters(str(g, 0)).map(function (l) {
        var p = from.indexOf(l);
        return p < 0 ? l : p < to.length ? to[p] : '';
      }).join('');
    },
    'upper-case': function (g) { return str(g, 0).toUpperCase(); },
    'lower-case': function (g) { return str(g, 0).toLowerCase(); },
    'checklist': function (g) {
      return between(g.slice(2).filter(function (v) { return isSet(v) ? has(YES, text(v)) : truth(v); }).length, g);
    },
    'weighted-checklist': function (g) {
      var total = 0;
      for (var i = 2; i + 1 < g.length; i += 2) if (has(YES, text(g[i]))) total += number(g[i + 1]);
      return between(total, g);
    },
    'name': function (g) { var found = set(g[0]); return found.length ? found[0].name : ''; },
    'randomize': function (g) { return g[0]; },
    'version': function () { return ''; }
  };
  CALLS['local-name'] = CALLS['name'];
  function call(name, args, c) {
    if (LAZY.hasOwnProperty(name)) return LAZY[name](args, c);
    var given = args.map(function (a) { return evaluate(a, c); });
    if (!given.length && has(SELF, name)) given = [[c.at || c.here]];
    return CALLS[name](given, c);
  }

  return {
    branch: branch, add: add, text: text, number: number, truth: truth, evaluate: evaluate, textOf: textOf,
    named: named, within: within, above: above, siblings: siblings, set: set, millis: millis
  };
})();
