// The search in the browser. First the core, which knows no page and runs in node as well: it reads shards that
// hindsite exported and answers as `hindsite search` does, to the last bit of a score (docs/search-format.md).
// Then the page: the box, and marks on the page that a result leads to. search-page.js has the search page.
(function (root) {
  "use strict";

  // ---- Text to tokens (src/search/analysis.rs)

  const WORD = /[\p{Alphabetic}\p{N}]/u, NUMERIC = /\p{N}/u, UPPER = /\p{Uppercase}/u, LOWER = /\p{Lowercase}/u;
  const CJK = /[\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\u{20000}-\u{2fa1f}]/u;
  const JOINER = /[-_.]/, QUOTE = /['’]/, ASCII = /^[\0-\x7f]*$/;
  const MAX_BYTES = 64, MAX_PARTS = 6;

  const foldOne = (c) => c < "\x80" ? c.toLowerCase() : Array.from(c.normalize("NFKC"), (x) => x.toLowerCase()).join("");
  const bytes = (text) => ASCII.test(text) ? text.length : new TextEncoder().encode(text).length;
  const kindOf = (text) => NUMERIC.test(text) ? "code" : "natural";
  const isCode = (term) => NUMERIC.test(term) || JOINER.test(term);

  function tokens(text) {
    const chars = Array.from(text), places = [0], out = [];
    for (const c of chars) places.push(places[places.length - 1] + c.length);
    const isCjk = chars.map((c) => c > "\u3000" && CJK.test(c));
    const isWord = chars.map((c, i) => !isCjk[i] && WORD.test(c));
    let position = 0, at = 0;

    const push = (text, kind, from, to) => {
      if (text && bytes(text) <= MAX_BYTES) out.push({ text, kind, position, from: places[from], to: places[to] });
    };
    const wordEnd = (start) => {
      let i = start;
      for (;;) {
        while (isWord[i]) i++;
        if (!(i < chars.length && QUOTE.test(chars[i]) && i - start > 2 && isWord[i + 1])) return i;
        i++;
      }
    };
    const folded = (from, to) => {
      let text = "", tail = -1;
      for (let i = from; i < to; i++) {
        if (QUOTE.test(chars[i])) tail = text.length;
        else text += foldOne(chars[i]);
      }
      if (tail >= 0 && text.slice(tail) === "s") text = text.slice(0, tail);
      return /^v[0-9]+$/.test(text) ? text.slice(1) : text;
    };
    const humps = (from, to) => {
      const found = [];
      let start = from;
      for (let i = from + 1; i < to; i++) {
        const afterLower = LOWER.test(chars[i - 1]) && UPPER.test(chars[i]);
        const afterAcronym = i + 2 < to && UPPER.test(chars[i - 1]) && UPPER.test(chars[i]) && LOWER.test(chars[i + 1]) && LOWER.test(chars[i + 2]);
        if ((afterLower || afterAcronym) && i - start >= 2 && to - i >= 2) {
          found.push([start, i]);
          start = i;
        }
      }
      found.push([start, to]);
      return found;
    };
    const word = (from, to) => {
      const text = folded(from, to), kind = kindOf(text);
      const parts = kind === "natural" ? humps(from, to) : [];
      push(text, kind, from, to);
      if (parts.length > 1) for (const [a, b] of parts) push(folded(a, b), "hump", a, b);
      position++;
    };
    const compound = (start) => {
      const runs = [[start, wordEnd(start)]];
      let end = runs[0][1];
      while (end < chars.length && JOINER.test(chars[end]) && isWord[end + 1]) {
        runs.push([end + 1, wordEnd(end + 1)]);
        end = runs[runs.length - 1][1];
      }
      if (runs.length > 1 && runs.length <= MAX_PARTS) {
        let whole = folded(...runs[0]);
        for (const run of runs.slice(1)) whole += chars[run[0] - 1] + folded(...run);
        push(whole, "whole", start, end);
      }
      for (const run of runs) word(...run);
      return end;
    };
    const pairs = (start) => {
      let end = start;
      while (isCjk[end]) end++;
      const width = end - start === 1 ? 1 : 2;
      for (let i = start; i <= end - width; i++) {
        push(chars.slice(i, i + width).map(foldOne).join(""), "pair", i, i + width);
        position++;
      }
      return end;
    };
    while (at < chars.length) at = isCjk[at] ? pairs(at) : isWord[at] ? compound(at) : at + 1;
    return out;
  }

  const spoken = (text) => tokens(text).filter((t) => t.kind !== "whole" && t.kind !== "hump");
  const key = (text) => spoken(text).map((t) => t.text).join("-");

  // ---- The query language (src/search/query.rs)

  const FIELDS = ["body", "title", "headings", "facets", "actions", "symptoms", "id"];
  const ALL = 127, BOOST = [1, 6, 2, 3, 1, 4, 1], LENGTHS = [0, 1, 6], ID = 6, TITLE = 1;
  const TEXT = { title: 2, section: 4, symptom: 32, action: 16 };
  const KINDS = ["service", "cause", "severity", "tag", "owner", "status", "detected"];
  const FACTS = [...KINDS, "date", "year", "duration", "ttd", "ttr", "is", "has"];
  const FLAGS = ["recurring", "open-actions", "overdue", "timeline", "actions"];
  const SORTS = ["relevance", "date", "severity", "duration"];
  const MAX_CHARS = 4000, MAX_ITEMS = 64, PASTED = 12;
  const BLANK = /[\t-\r \u00a0\u2000-\u200a\u2028\u2029\u3000]/;

  // A line of a log or of a shell, pasted as it was: its quotes, hyphens and colons are no operators (src/search/line.rs).
  const PUNCTUATION = /^[!-\/:-@[-`{-~]*$/;
  function lineOf(chars) {
    const text = chars.join(""), split = (text) => text.split(new RegExp(BLANK.source + "+")).filter(Boolean);
    const first = chars.find((c) => !BLANK.test(c));
    const shell = split(text).some((word) => word === "|" || /^(--|<)[a-z]/i.test(word));
    if (first !== "{" && !/":|="|\\"/.test(text) && !shell) return null;
    return split(text.replace(/\\["\\nrt]|"/g, " ")).filter((word) => Array.from(word).some((c) => WORD.test(c)));
  }

  function parse(text) {
    // A megabyte of text is not normalised to read its beginning.
    const all = Array.from(text.slice(0, 6 * MAX_CHARS).normalize("NFC"));
    const chars = all.slice(0, MAX_CHARS), query = { clauses: [], sort: null, hints: [] };
    let at = 0;
    const until = (stop) => {
      const from = at;
      while (at < chars.length && !stop(chars[at])) at++;
      return chars.slice(from, at).join("");
    };
    const quoted = (fields) => {
      at++;
      const text = until((c) => c === '"'), closed = at < chars.length;
      if (closed) at++;
      return { phrase: text, fields, closed };
    };
    const word = (fields) => {
      let text = until((c) => BLANK.test(c) || c === '"');
      const prefix = text.length > 1 && text.endsWith("*");
      if (prefix) text = text.slice(0, -1);
      return { words: text, fields, prefix, typing: at >= chars.length };
    };
    const unknown = (name) => {
      if (query.hints.length) return;
      const near = [...FACTS, ...Object.keys(TEXT), "sort"].filter((known) => distance([...name], [...known], 2) !== null)[0];
      query.hints.push("there is no field `" + name + "`, so it is searched as text" + (near ? "; did you mean `" + near + ":`?" : ""));
    };
    const item = () => {
      if (chars[at] === '"') return quoted(ALL);
      const start = at, name = until((c) => !/[a-z]/i.test(c)).toLowerCase();
      const colon = chars[at] === ":", begins = colon && at + 1 < chars.length && !BLANK.test(chars[at + 1]);
      const known = name in TEXT || FACTS.includes(name) || name === "sort";
      if (known && colon && !begins) { at++; return null; }
      if (known && begins) {
        at++;
        const quote = chars[at] === '"';
        if (name in TEXT) return quote ? quoted(TEXT[name]) : word(TEXT[name]);
        const value = quote && name !== "sort" ? quoted(0).phrase : until((c) => BLANK.test(c));
        if (name !== "sort") return { fact: name === "year" ? "date" : name === "has" ? "is" : name, value };
        if (SORTS.includes(value.toLowerCase())) query.sort = value.toLowerCase();
        else query.hints.push("`" + value + "` is not an order; it is relevance, date, severity or duration");
        return null;
      }
      if (begins && name && chars[at + 1] !== "/" && chars[at + 1] !== ":") unknown(name);
      at = start;
      return word(ALL);
    };
    const line = lineOf(chars);
    const items = (line || []).map((words) => ({ negated: false, item: { words, fields: ALL, prefix: false, typing: false } }));
    while (!line) {
      until((c) => !BLANK.test(c));
      if (at >= chars.length) break;
      // A hyphen before a single letter is an option that was copied.
      const next = chars[at + 1] || "", goesOn = at + 2 < chars.length && !BLANK.test(chars[at + 2]);
      const negated = chars[at] === "-" && (next === '"' || (WORD.test(next) && (goesOn || !ASCII.test(next))));
      if (negated) at++;
      const found = item();
      if (found) items.push(found.words === "OR" && !negated ? "OR" : { negated, item: found });
    }
    if (all.length > MAX_CHARS || items.length > MAX_ITEMS) query.hints.push("the query is long: only its beginning was read");
    items.length = Math.min(items.length, MAX_ITEMS);
    const pasted = items.length > PASTED;
    let joined = false;
    for (const entry of items) {
      if (entry === "OR") { joined = true; continue; }
      if (pasted && !entry.negated && "phrase" in entry.item) entry.item = { words: entry.item.phrase, fields: entry.item.fields, prefix: false, typing: false };
      const last = query.clauses[query.clauses.length - 1];
      if (joined && last && !last.negated) last.items.push(entry.item);
      else query.clauses.push({ negated: entry.negated && !(pasted && "words" in entry.item), items: [entry.item] });
      joined = false;
    }
    return query;
  }

  // ---- Filters (src/search/filter.rs)

  const END = 2 ** 50;

  function range(value, read) {
    const low = (text) => { const found = read(text); return found && found[0]; };
    const high = (text) => { const found = read(text); return found && found[1]; };
    const pair = (from, to) => from === null || to === null ? null : [from, to];
    const dots = value.indexOf("..");
    if (dots >= 0) {
      const from = value.slice(0, dots), to = value.slice(dots + 2);
      return pair(from ? low(from) : -END, to ? high(to) : END);
    }
    const step = (n, by) => n === null ? null : n + by;
    if (value.startsWith("<=")) return pair(-END, high(value.slice(2)));
    if (value.startsWith(">=")) return pair(low(value.slice(2)), END);
    if (value.startsWith("<")) return pair(-END, step(low(value.slice(1)), -1));
    if (value.startsWith(">")) return pair(step(high(value.slice(1)), 1), END);
    return read(value.startsWith("=") ? value.slice(1) : value);
  }

  const digits = (text) => /^[0-9]{1,9}$/.test(text) ? Number(text) : null;
  const dayNumber = (year, month, day) => Math.round(Date.UTC(year, month - 1, day) / 86400000);

  function days(text) {
    const parts = text.split("-").map(digits);
    if (parts.includes(null) || parts.length > 3 || parts[0] < 1000 || parts[0] > 9999) return null;
    const [year, month, day] = parts;
    if (parts.length === 1) return [dayNumber(year, 1, 1), dayNumber(year, 12, 31)];
    if (month < 1 || month > 12) return null;
    const last = new Date(Date.UTC(year, month, 0)).getUTCDate();
    if (parts.length === 2) return [dayNumber(year, month, 1), dayNumber(year, month, last)];
    return day < 1 || day > last ? null : [dayNumber(year, month, day), dayNumber(year, month, day)];
  }

  function seconds(text) {
    text = text.toLowerCase();
    if (digits(text) !== null) return [digits(text) * 60, digits(text) * 60];
    if (!/^([0-9]{1,9}[smhdw])+$/.test(text)) return null;
    const unit = { s: 1, m: 60, h: 3600, d: 86400, w: 604800 };
    let total = 0;
    for (const [, n, u] of text.matchAll(/([0-9]+)([smhdw])/g)) total += Number(n) * unit[u];
    return [total, total];
  }

  function named(value, names) {
    const wanted = key(value), open = value.endsWith("*");
    const ids = (test) => names.flatMap((name, id) => test(name) ? [id] : []);
    if (!wanted) return [];
    const exact = ids((name) => !open && (name.key === wanted || name.slug === wanted));
    if (exact.length) return exact;
    const begins = ids((name) => name.key.startsWith(wanted));
    return begins.length || open ? begins : ids((name) => name.key.includes(wanted));
  }

  function severity(value, names) {
    const small = (text) => /^\+?[0-9]+$/.test(text) && Number(text) < 256;
    const rank = (text) => {
      const known = named(text, names)[0];
      const found = small(text) ? Number(text) : known === undefined ? null : names[known].rank;
      return found === null ? null : [found, found];
    };
    const plain = !/^[<>=]/.test(value) && !value.includes("..");
    const ids = !plain ? [] : small(value) ? names.flatMap((name, id) => name.key === value ? [id] : []) : named(value, names);
    const between = range(value, rank);
    return between && !ids.length ? { number: "rank", between } : { kind: 2, ids };
  }

  // Conditions, one of which must hold; a string is the hint why there are none.
  async function conditions(fact, value, index) {
    const ranges = (number, read, expected) => {
      const found = value.split(",").map((part) => ({ number, between: range(part, read), part }));
      const wrong = found.find((condition) => !condition.between);
      return wrong ? "`" + wrong.part + "` is not " + expected : found;
    };
    if (fact === "date") return ranges("day", days, "a date such as 2025-03-02, 2025-03 or 2025");
    if (fact === "duration" || fact === "ttd" || fact === "ttr") return ranges(fact, seconds, "a length of time such as 90m or 2h");
    if (fact === "is") {
      const bits = value.split(",").map((word) => FLAGS.indexOf(word.toLowerCase()));
      const wrong = bits.indexOf(-1);
      return wrong < 0 ? bits.map((bit) => ({ flag: 1 << bit })) : "`" + value.split(",")[wrong] + "` is not one of " + FLAGS.join(", ");
    }
    const kind = KINDS.indexOf(fact), names = (await index.names(kind)).names;
    if (fact === "severity") return value.split(",").map((part) => severity(part, names));
    return [{ kind, ids: value.split(",").flatMap((part) => named(part, names)) }];
  }

  // ---- Shards (src/search/shards)

  // The numbers in a text, from a place on.
  class Numbers {
    constructor(text, at) { this.text = text; this.at = at || 0; }
    digit() {
      const code = this.text.charCodeAt(this.at++);
      return code < 92 ? code - 35 : code - 36;
    }
    next() {
      let value = 0, scale = 1, digit = this.digit();
      for (; digit >= 48; digit = this.digit()) { value += digit * scale; scale *= 16; }
      return value + digit * scale;
    }
    get more() { return this.at < this.text.length; }
  }

  const value = (c) => { const code = c.charCodeAt(0); return code < 92 ? code - 35 : code - 36; };
  const begin = (text, n) => /[\ud800-\udfff]/.test(text) ? Array.from(text).slice(0, n).join("") : text.slice(0, n);
  const hasPlaces = (field, term) => field !== ID && !JOINER.test(term);

  // Words, and what each one is: a term, a form of one, or both.
  function readTexts(texts) {
    const list = [];
    let before = "", at = 0;
    while (at < texts.length) {
      let end = at + 1;
      while (!" !=+".includes(texts[end])) end++;
      const sign = texts[end], text = begin(before, value(texts[at])) + texts.slice(at + 1, end);
      const entry = { text, form: sign !== "!", stem: text, term: sign !== "=", fields: null };
      if (sign === "=" || sign === "+") {
        const stop = texts.indexOf(" ", end);
        const kept = Array.from(text).length - value(texts[end + 1]);
        entry.stem = begin(text, kept) + texts.slice(end + 2, stop);
        end = stop;
      }
      list.push(entry);
      before = text;
      at = end + 1;
    }
    return list;
  }

  // Bits in a text, six a character.
  class Bits {
    constructor(text, at) { this.text = text; this.at = at || 0; }
    bit() {
      const code = this.text.charCodeAt(this.at / 6 | 0), digit = code < 92 ? code - 35 : code - 36;
      return digit >> (5 - this.at++ % 6) & 1;
    }
    take(n) { let value = 0; while (n-- > 0) value = value * 2 + this.bit(); return value; }
    number() {
      let value = 0, scale = 1;
      for (;; scale *= 16) { const more = this.bit(); value += this.take(4) * scale; if (!more) return value; }
    }
    rice(k) { let high = 0; while (this.bit()) high++; return high * 2 ** k + this.take(k); }
  }

  // The postings of a term by field, or only the way past them.
  function readTerm(bits, size) {
    const mask = bits.bit() ? bits.take(FIELDS.length) : 1;
    return FIELDS.map((_, field) => {
      if (!(mask & (1 << field))) return null;
      const n = bits.number() + 1, docs = new Uint32Array(n), tfs = new Uint32Array(n).fill(1);
      const k = Math.floor(Math.log2(Math.max(1, Math.floor(size * 11 / (16 * n)))));
      for (let i = 0, next = 0; i < n; i++) next = (docs[i] = next + bits.rice(k)) + 1;
      if (bits.bit()) {
        const k = bits.take(2);
        for (let i = 0; i < n; i++) tfs[i] = bits.rice(k) + 1;
      }
      return { docs, tfs };
    });
  }

  function readEntries([texts, postings], size) {
    const list = readTexts(texts), bits = new Bits(postings);
    for (const entry of list) if (entry.term) entry.fields = readTerm(bits, size);
    return { list, map: new Map(list.map((entry) => [entry.text, entry])) };
  }

  function readLexicon(text) {
    const list = [];
    let before = "", at = 0;
    while (at < text.length) {
      let end = at + 1;
      while (!(text[end] >= "0" && text[end] <= "A")) end++;
      before = begin(before, value(text[at])) + text.slice(at + 1, end);
      list.push({ text: before, frequency: text.charCodeAt(end) - 48 });
      at = end + 1;
    }
    return list;
  }

  // The field lengths that tantivy's one-byte codes stand for.
  const NORMS = (() => {
    const norms = [];
    for (let i = 0; i < 40; i++) norms.push(i);
    for (let value = 40, step = 2; norms.length < 256; step *= 2) for (let i = 0; i < 8; i++, value += step) norms.push(value);
    return norms;
  })();

  // An index behind a function that loads a shard: `load(name, fresh)` gives a promise of its value.
  class Index {
    constructor(load) { this.load = load; this.clear(); }

    clear() { this.loaded = new Map(); this.read = new Map(); this.started = null; this.counts = new Map(); }

    // The head, once.
    start(fresh) {
      if (!this.started) this.started = this.load("head", fresh).then((head) => {
        if (head.version !== 1) throw new Error("the search index is of another version");
        const split = (text) => text ? text.split(" ") : [];
        for (const name of ["words", "codes", "places", "lexicon"]) head[name] = { firsts: split(head[name][0]), files: split(head[name][1]) };
        const [texts, shards, files] = head.common, numbers = new Numbers(shards);
        const list = readTexts(texts);
        for (const entry of list) if (entry.term) entry.at = numbers.next();
        head.common = { files: split(files), map: new Map(list.map((entry) => [entry.text, entry])) };
        head.places.firsts = head.places.firsts.map(Number);
        head.average = head.average.map(Math.fround);
        head.shown = split(head.shown);
        head.names = head.names ? head.names.split("\n") : [];
        head.lengths = split(head.lengths);
        head.facts = head.facts.map(split);
        this.head = head;
        this.size = head.documents;
      }, (error) => { this.started = null; throw error; });
      return this.started;
    }

    once(id, make) {
      if (!this.read.has(id)) {
        const made = make();
        this.read.set(id, made);
        made.catch(() => this.read.delete(id));
      }
      return this.read.get(id);
    }

    shard(kind, digest, read) {
      return this.once(kind + digest, () => this.load(kind + "." + digest).then(read));
    }

    async lengths() {
      return this.once("lengths", async () => {
        const parts = await Promise.all(this.head.lengths.map((digest) => this.shard("lengths", digest, (x) => x)));
        return LENGTHS.map((_, i) => Uint32Array.from(parts.map((part) => part[i]).join(""), (c) => NORMS[value(c)]));
      });
    }

    // Dictionary shards that may have words from one on that begin with it.
    route(kind, prefix, onlyFirst) {
      const { firsts, files } = this.head[kind], found = [];
      let from = 0;
      while (from + 1 < firsts.length && firsts[from + 1] <= prefix) from++;
      for (let i = from; i < files.length && (i === from || (!onlyFirst && firsts[i].startsWith(prefix))); i++) found.push(i);
      return found;
    }

    dictionary(kind, at) { return this.shard(kind, this.head[kind].files[at], (value) => readEntries(value, this.size)); }

    // What is known of a word: whether it is a form, and its stem.
    async word(text) {
      const common = this.head.common.map.get(text);
      if (common) return common;
      const found = await this.entry(text);
      return found && found.entry;
    }

    async entry(term) {
      const common = this.head.common.map.get(term), kind = common && common.term ? "common" : isCode(term) ? "codes" : "words";
      if (!this.head[kind].files.length) return null;
      const at = kind === "common" ? common.at : this.route(kind, term, true)[0];
      const shard = await this.dictionary(kind, at), entry = shard.map.get(term);
      return entry ? { entry, shard, kind, at } : null;
    }

    // What documents have a term, by field; nothing if none has.
    async postings(term) {
      const found = await this.entry(term);
      return found && found.entry.term ? found.entry.fields : null;
    }

    async count(term) {
      if (!this.counts.has(term)) {
        const docs = new Set();
        for (const postings of await this.postings(term) || []) if (postings) postings.docs.forEach((doc) => docs.add(doc));
        this.counts.set(term, docs.size);
      }
      return this.counts.get(term);
    }

    // Where a term is in a field: positions by document.
    async positions(field, term) {
      const found = await this.entry(term);
      const postings = found && found.entry.term ? found.entry.fields[field] : null;
      if (!postings) return [];
      const before = { common: [], words: ["common"], codes: ["common", "words"] }[found.kind];
      const number = before.reduce((n, kind) => n + this.head[kind].files.length, found.at);
      const { firsts, files } = this.head.places;
      let file = 0;
      while (file + 1 < firsts.length && firsts[file + 1] <= number) file++;
      const text = (await this.shard("places", files[file], (x) => x))[number - firsts[file]];
      const numbers = new Numbers(text, this.placesOf(found, text));
      for (let other = 0; other < field; other++) {
        if (hasPlaces(other, term)) this.skip(numbers, found.entry.fields[other]);
      }
      return Array.from(postings.docs, (doc, i) => {
        const at = new Uint32Array(postings.tfs[i]);
        for (let j = 0, before = 0; j < at.length; j++) at[j] = before += numbers.next();
        return { doc, at };
      });
    }

    skip(numbers, postings) {
      if (postings) for (const tf of postings.tfs) for (let i = 0; i < tf; i++) numbers.next();
    }

    placesOf({ entry, shard }, text) {
      if (!shard.places) {
        shard.places = new Map();
        const numbers = new Numbers(text);
        for (const other of shard.list) {
          if (!other.term) continue;
          shard.places.set(other, numbers.at);
          other.fields.forEach((postings, field) => { if (hasPlaces(field, other.text)) this.skip(numbers, postings); });
        }
      }
      return shard.places.get(entry);
    }

    // Words that begin so, with how frequent they are.
    async forms(prefix) {
      const shards = await Promise.all(this.route("lexicon", prefix).map((at) => this.shard("lexicon", this.head.lexicon.files[at], readLexicon)));
      return shards.flatMap((list) => {
        let from = 0, to = list.length;
        while (from < to) { const middle = (from + to) >> 1; if (list[middle].text < prefix) from = middle + 1; else to = middle; }
        for (to = from; to < list.length && list[to].text.startsWith(prefix);) to++;
        return list.slice(from, to);
      });
    }

    // Terms that begin so, in order.
    async terms(kind, prefix, limit) {
      const begins = (entry) => entry.term && entry.text.startsWith(prefix);
      const common = [...this.head.common.map.values()].filter((entry) => begins(entry) && isCode(entry.text) === (kind === "codes"));
      const found = [];
      for (const at of this.head[kind].files.length ? this.route(kind, prefix) : []) {
        found.push(...(await this.dictionary(kind, at)).list.filter(begins));
        if (found.length >= limit) break;
      }
      return [...found, ...common].map((entry) => entry.text).sort(compare).slice(0, limit);
    }

    async facts(part) {
      const { facts } = this.head, shard = (digest) => this.shard("facts", digest, (x) => x);
      return facts.length > 1 ? Promise.all(facts[part].map(shard)) : [(await shard(facts[0][0]))[part]];
    }

    // The names of a kind, and which each document has.
    names(kind) {
      return this.once("names" + kind, async () => {
        const parts = (await this.facts(kind === 3 || kind === 4 ? 2 : 1)).map((part) => part[KINDS[kind]]);
        const names = (parts.length ? parts[0].names : []).map(([slug, title, key, rank]) => ({ slug, title, key, rank }));
        const of = [];
        for (const part of parts) {
          for (const numbers = new Numbers(part.ids); numbers.more;) of.push(Array.from({ length: numbers.next() }, () => numbers.next()));
        }
        return { names, of };
      });
    }

    // Day, durations, rank and flags of each document.
    numbers() {
      return this.once("numbers", async () => {
        const out = { day: [], duration: [], ttd: [], ttr: [], rank: [], flags: [] };
        for (const part of await this.facts(0)) {
          let before = 0;
          for (const numbers = new Numbers(part[0]); numbers.more;) {
            const step = numbers.next() - 1;
            if (step >= 0) before += step % 2 ? -(step + 1) / 2 : step / 2;
            out.day.push(step < 0 ? null : before);
          }
          ["duration", "ttd", "ttr"].forEach((name, i) => {
            for (const numbers = new Numbers(part[i + 1]); numbers.more;) {
              const number = numbers.next() - 1;
              out[name].push(number < 0 ? null : number);
            }
          });
          for (const numbers = new Numbers(part[4]); numbers.more;) out.rank.push(numbers.next());
          for (const c of part[5]) out.flags.push(value(c));
        }
        return out;
      });
    }

    // What a result shows of a document.
    async shown(doc) {
      const each = this.head.each, table = await this.shard("shown", this.head.shown[Math.floor(doc / each)], (value) => readShown(value, this.head.names));
      return table[doc % each];
    }
  }

  function readShown([slugs, titles, days, lengths, severities, services, causes], shared) {
    const day = new Numbers(days), length = new Numbers(lengths), lists = [severities, services, causes].map(([names, ids], i) => {
      const known = [...(i ? shared : []), ...names.split("\n")], numbers = new Numbers(ids);
      return () => Array.from({ length: numbers.next() }, () => known[numbers.next()]);
    });
    let before = 0;
    const [first, last, middles] = slugs, ids = middles.split("\n");
    return titles.split("\n").map((title, i) => {
      const step = day.next() - 1, lasted = length.next() - 1;
      if (step >= 0) before += step % 2 ? -(step + 1) / 2 : step / 2;
      const [[rated], services, causes] = lists.map((next) => next());
      return {
        id: (first + ids[i] + last).replace("*", title.replace(/[^A-Za-z0-9]+/g, "-").replace(/^-|-$/g, "").toLowerCase()),
        title, services, causes, day: step < 0 ? null : before,
        seconds: lasted < 0 ? null : lasted % 2 ? (lasted - 1) / 2 : lasted * 30,
        severity: rated ? rated.slice(1) : "", level: rated ? Number(rated[0]) : 0,
      };
    });
  }

  // ---- Scores (src/search/score.rs): in 32 bits, in the same order

  const f = Math.fround, K1 = f(1.2), B = f(0.75), SCALE = f(1 + K1);

  const idf = (n, total) => f(Math.log(f(1 + f(f(total - n + 0.5) / f(n + 0.5)))));
  const nothing = (index) => ({ hit: new Uint8Array(index.size), score: new Float32Array(index.size) });
  const count = (matches) => matches.hit.reduce((n, hit) => n + hit, 0);

  function join(into, other, how) {
    for (let doc = 0; doc < into.hit.length; doc++) if (other.hit[doc]) {
      into.score[doc] = how(into.score[doc], other.score[doc]);
      into.hit[doc] = 1;
    }
  }

  function narrow(into, other) {
    for (let doc = 0; doc < into.hit.length; doc++) {
      into.hit[doc] &= other.hit[doc];
      into.score[doc] = into.hit[doc] ? into.score[doc] + other.score[doc] : 0;
    }
  }

  async function addField(index, field, rarity, docs, tfs, into) {
    const weight = f(f(rarity * SCALE) * BOOST[field]), average = index.head.average[field];
    const normed = field <= TITLE, lengths = normed ? (await index.lengths())[field] : null;
    for (let i = 0; i < docs.length; i++) {
      const norm = normed ? f(K1 * f(0.25 + f(f(B * lengths[docs[i]]) / average))) : K1;
      into.score[docs[i]] += f(weight * f(tfs[i] / f(tfs[i] + norm)));
      into.hit[docs[i]] = 1;
    }
  }

  async function scoreTerm(index, fields, term) {
    const matches = nothing(index), all = await index.postings(term);
    for (let field = 0; all && field < FIELDS.length; field++) {
      const postings = all[field];
      if (postings && fields & (1 << field)) await addField(index, field, idf(postings.docs.length, index.size), postings.docs, postings.tfs, matches);
    }
    return matches;
  }

  async function scorePhrase(index, fields, terms) {
    const matches = nothing(index);
    for (let field = 0; field < ID; field++) {
      if (!(fields & (1 << field))) continue;
      let rarity = 0, starts = null;
      for (const [term, away] of terms) {
        const positions = await index.positions(field, term);
        rarity = f(rarity + idf(positions.length, index.size));
        const before = starts;
        starts = new Map();
        for (const { doc, at } of positions) {
          const begun = Array.from(at).filter((place) => place >= away).map((place) => place - away);
          if (!before) starts.set(doc, begun);
          else if (before.has(doc)) {
            const known = new Set(before.get(doc));
            starts.set(doc, begun.filter((place) => known.has(place)));
          }
        }
      }
      const docs = [...starts.keys()].filter((doc) => starts.get(doc).length);
      await addField(index, field, rarity, docs, docs.map((doc) => starts.get(doc).length), matches);
    }
    return matches;
  }

  // ---- From words to terms (src/search/expand.rs)

  const FEW = 5, SCARCE = 2, COMPLETIONS = 8, PREFIXED = 24, CORRECTIONS = 3;
  const COMPLETED = f(0.6), INFLECTED = f(0.8), CORRECTED = f(0.4);

  // How many letters are wrong, missing, too many or swapped; null if more than `most`.
  function distance(a, b, most) {
    if (Math.abs(a.length - b.length) > most) return null;
    let before = [], last = Array.from({ length: b.length + 1 }, (_, i) => i);
    for (let i = 1; i <= a.length; i++) {
      const row = [i];
      let least = i;
      for (let j = 1; j <= b.length; j++) {
        let n = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
        if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) n = Math.min(n, before[j - 2] + 1);
        row.push(n);
        if (n < least) least = n;
      }
      if (least > most) return null;
      before = last;
      last = row;
    }
    return last[b.length] > most ? null : last[b.length];
  }

  const compare = (a, b) => a < b ? -1 : a > b ? 1 : 0;

  async function stemOf(index, form) {
    const found = await index.word(form);
    return found ? found.stem : form;
  }

  async function expand(index, token, mode) {
    const word = token.text, letters = Array.from(word), found = { exact: null, terms: [], also: [] };
    const push = (term, factor) => { if (!found.terms.some(([known]) => known === term)) found.terms.push([term, factor]); };
    const known = await index.word(word), natural = token.kind === "natural";
    if (known && (natural ? known.form : known.term)) found.exact = natural ? known.stem : word;
    if (found.exact !== null) push(found.exact, 1);
    if (mode === "exact") return found;
    const few = (found.exact === null ? 0 : await index.count(found.exact)) < FEW && letters.length >= 3;
    const codes = async (limit, factor) => { for (const term of await index.terms("codes", word, limit)) push(term, factor); };
    const words = async (limit, factor) => {
      const forms = (await index.forms(word)).filter((form) => form.text !== word);
      forms.sort((a, b) => b.frequency - a.frequency || compare(a.text, b.text));
      for (const form of forms.slice(0, limit)) push(await stemOf(index, form.text), factor);
    };
    if (token.kind === "pair") {
      if (letters.length === 1) for (const term of await index.terms("words", word, PREFIXED)) push(term, 1);
    } else if (!natural) {
      if (mode === "prefix") await codes(PREFIXED, 1);
      else if (mode === "typing" && few) await codes(COMPLETIONS, COMPLETED);
    } else if (mode === "prefix") {
      await words(PREFIXED, 1);
      await codes(COMPLETIONS, 1);
    } else {
      if (mode === "typing" && few) await words(COMPLETIONS, COMPLETED);
      if (!found.terms.length) await inflected(index, letters, found, push);
      let n = 0;
      for (const [term] of found.terms) n += await index.count(term);
      // What somebody wrote as it is typed is no misspelling, however rare.
      if (found.exact === null && letters.length >= 4 && n < SCARCE) await corrected(index, letters, found, push);
    }
    return found;
  }

  async function inflected(index, letters, found, push) {
    for (let cut = letters.length - 1; cut >= 3; cut--) {
      const stem = letters.slice(0, cut).join(""), rest = letters.slice(cut).join("");
      const doubled = rest.startsWith(letters[cut - 1]) ? rest.slice(letters[cut - 1].length) : rest;
      const ends = (rest) => index.head.endings.some((ending) => ending.startsWith(rest));
      if ((ends(rest) || ends(doubled)) && await index.postings(stem)) {
        found.also.push(stem);
        push(stem, INFLECTED);
        return;
      }
    }
  }

  async function corrected(index, letters, found, push) {
    const most = letters.length < 8 ? 1 : 2;
    const near = [];
    for (const { text, frequency } of await index.forms(letters[0])) {
      const away = distance(letters, Array.from(text), most);
      if (away) near.push({ text, frequency, away });
    }
    near.sort((a, b) => a.away - b.away || b.frequency - a.frequency || compare(a.text, b.text));
    for (const form of near.filter((form) => form.away === near[0].away).slice(0, CORRECTIONS)) {
      push(await stemOf(index, form.text), CORRECTED);
      found.also.push(form.text);
    }
  }

  // ---- Evaluation (src/search/evaluate.rs)

  const FEW_WORDS = 4, LIGHT = f(0.25), RELAXED = f(0.3), REMOTE = f(0.15), REMOTE_DOCS = 5, UNKNOWN = 2;

  function isData(word) {
    if (/^[0-9]+$/.test(word)) return word.length !== 3;
    return (/^[0-9a-f]{8,}$/i.test(word) && /[0-9]/.test(word)) || /^[0-9]/.test(word);
  }

  // Answers a query: `{ hits: [{ doc, score }], relaxed, also, hints, terms }`. `options.filters` are further
  // filters, each `{ fact, values }`, one of whose values a document must have; `options.sort` an order.
  async function search(index, text, options) {
    await index.start();
    const query = parse(text), size = index.size;
    const found = { hits: [], relaxed: false, also: [], hints: query.hints, terms: new Map() };
    const units = [], bonuses = [], allowed = new Uint8Array(size).fill(1);
    let whole = { words: new Set(), rest: new Set() };

    const mark = async (term) => { found.terms.set(term, idf(await index.count(term), size)); };
    const lookUp = async (token, fields, mode, wanted) => {
      const expansion = await expand(index, token, mode), matches = nothing(index);
      for (const [term, factor] of expansion.terms) {
        const scored = await scoreTerm(index, fields, term);
        if (term === expansion.exact) matches.exact = count(scored);
        join(matches, scored, (a, b) => Math.max(a, f(b * factor)));
        if (wanted) await mark(term);
      }
      if (wanted) {
        found.also.push(...expansion.also);
        if (expansion.exact === null) { if (token.kind !== "whole") whole = null; }
        else if (whole) whole[token.kind === "whole" ? "rest" : "words"].add(expansion.exact);
      }
      return matches;
    };
    const meeting = async (list) => {
      const matches = nothing(index);
      for (const condition of list) {
        if ("kind" in condition) {
          const { of } = await index.names(condition.kind), ids = new Set(condition.ids);
          of.forEach((has, doc) => { if (has.some((id) => ids.has(id))) matches.hit[doc] = 1; });
        } else {
          const numbers = await index.numbers();
          for (let doc = 0; doc < size; doc++) {
            if ("flag" in condition) { if (numbers.flags[doc] & condition.flag) matches.hit[doc] = 1; continue; }
            const number = numbers[condition.number][doc];
            const known = number !== null && !(condition.number === "rank" && number >= 99);
            if (known && number >= condition.between[0] && number <= condition.between[1]) matches.hit[doc] = 1;
          }
        }
      }
      return matches;
    };
    const nobody = (condition, value) => "no incident has the " + KINDS[condition.kind] + " `" + value + "`";
    const phrase = async (item, wanted) => {
      const list = spoken(item.phrase), terms = [];
      for (let at = 0; at < list.length; at++) {
        const { exact } = await expand(index, list[at], "exact");
        if (exact === null) {
          if (!item.closed && at + 1 === list.length && at > 0) break;
          return nothing(index);
        }
        if (wanted) { await mark(exact); if (whole) whole.words.add(exact); }
        terms.push([exact, list[at].position - list[0].position]);
      }
      return terms.length ? scorePhrase(index, item.fields, terms) : null;
    };
    const single = async (item, negated) => {
      if ("fact" in item) {
        const list = await conditions(item.fact, item.value, index);
        if (typeof list === "string") { found.hints.push(list); return null; }
        for (const condition of list) {
          if ("kind" in condition && !condition.ids.length) found.hints.push(nobody(condition, item.value));
        }
        return meeting(list);
      }
      if ("phrase" in item) return phrase(item, !negated);
      const list = spoken(item.words);
      let all = null;
      for (let at = 0; at < list.length; at++) {
        const mode = item.prefix && at === list.length - 1 ? "prefix" : negated ? "exact" : "word";
        const matches = await lookUp(list[at], item.fields, mode, !negated);
        if (all) narrow(all, matches);
        else all = matches;
      }
      return all;
    };
    const words = async (item) => {
      const list = tokens(item.words), end = Math.max(...list.map((token) => token.position)), seen = new Set();
      for (const token of list) {
        if (token.kind === "whole") bonuses.push(await lookUp(token, item.fields, "exact", true));
        else if (token.kind === "hump") { if (whole) whole.rest.add(await stemOf(index, token.text)); }
        else if (!seen.has(token.text)) {
          seen.add(token.text);
          const last = item.typing && token.position === end;
          const matches = await lookUp(token, item.fields, last ? "typing" : "word", true);
          const begun = last && token.kind === "natural" && Array.from(token.text).length < 3;
          units.push({ matches, exact: matches.exact || 0, begun, data: isData(token.text), light: false });
        }
      }
      if (item.fields !== ALL) whole = null;
    };
    const only = (matches, negated) => { for (let doc = 0; doc < size; doc++) allowed[doc] &= matches.hit[doc] ^ negated; };

    const saysWords = query.clauses.some(({ negated, items }) => !negated && items.some((item) => !("fact" in item)));
    for (const { negated, items } of query.clauses) {
      if (saysWords && !negated && items.length === 1 && "fact" in items[0]) {
        const { fact, value } = items[0], list = await conditions(fact, value, index);
        if (typeof list !== "string" && list.every((condition) => "kind" in condition && !condition.ids.length)) {
          found.hints.push(nobody(list[0], value) + ", so it is searched as text");
          await words({ words: value, fields: ALL, typing: false });
          continue;
        }
      }
      if (!negated && items.length === 1 && "words" in items[0] && !items[0].prefix) { await words(items[0]); continue; }
      let any = null;
      for (const item of items) {
        const matches = await single(item, negated);
        if (!matches) continue;
        if (any) join(any, matches, (a, b) => a + b);
        else any = matches;
      }
      if (!any) continue;
      if (negated || items.every((item) => "fact" in item)) only(any, negated ? 1 : 0);
      else {
        if (items.length > 1 || !("phrase" in items[0])) whole = null;
        units.push({ matches: any, exact: 0, data: false, light: false });
      }
    }
    for (const { fact, values } of (options && options.filters) || []) {
      if (fact === "year") { only(await meeting(values.map((year) => ({ number: "day", between: days(year) || [1, 0] }))), 0); continue; }
      const kind = KINDS.indexOf(fact), { names } = await index.names(kind);
      only(await meeting([{ kind, ids: names.flatMap((name, id) => values.includes(name.slug) ? [id] : []) }]), 0);
    }
    const said = query.clauses.filter(({ negated }) => !negated).flatMap(({ items }) => items).filter((item) => !("fact" in item));
    if (saysWords && !units.length && !bonuses.length && said.some((item) => Array.from("words" in item ? item.words : item.phrase).some((c) => !PUNCTUATION.test(c) && !BLANK.test(c)))) {
      found.hints.push("there is no word in the query that could be looked up");
      allowed.fill(0);
    }
    if (units.length > FEW_WORDS && units.some((unit) => !unit.data)) for (const unit of units) unit.light = unit.data;

    const having = (skip) => {
      const docs = [];
      for (let doc = 0; doc < size; doc++) if (allowed[doc] && units.every((unit) => unit.light || (skip && unit.begun) || unit.matches.hit[doc])) docs.push(doc);
      return docs;
    };
    let docs = having(false);
    // What is found must not vanish between two letters.
    if (!docs.length && units.some((unit) => !unit.begun)) docs = having(true);
    found.relaxed = !docs.length && units.length > 1;
    const scoreOf = (doc) => {
      let score = 0;
      for (const unit of units) if (unit.matches.hit[doc]) score = f(score + (unit.light ? f(unit.matches.score[doc] * LIGHT) : unit.matches.score[doc]));
      for (const bonus of bonuses) score = f(score + bonus.score[doc]);
      return score;
    };
    if (found.relaxed) {
      const weights = units.map((unit) => {
        const rarity = idf(unit.exact || count(unit.matches), size);
        return unit.light ? f(rarity * LIGHT) : rarity;
      });
      let unknown = 0;
      const counts = (unit) => count(unit.matches) > 0 || ++unknown <= UNKNOWN;
      const total = weights.reduce((sum, weight, i) => counts(units[i]) ? f(sum + weight) : sum, 0), least = f(total * RELAXED), remote = [];
      const telling = units.filter((unit) => count(unit.matches) * 3 <= size);
      for (let doc = 0; doc < size; doc++) {
        let sum = 0;
        units.forEach((unit, i) => { if (unit.matches.hit[doc]) sum = f(sum + weights[i]); });
        if (!allowed[doc] || sum <= 0) continue;
        // A whole identifier tells more than the sum of its parts.
        if (sum >= least || bonuses.some((bonus) => bonus.hit[doc])) docs.push(doc);
        else if (sum >= f(total * REMOTE) && telling.some((unit) => unit.matches.hit[doc])) remote.push(doc);
      }
      // At 03:00 something remote is better than nothing, and said to be no more.
      if (!docs.length) docs = remote.map((doc) => [shown(scoreOf(doc)), doc]).sort((a, b) => b[0] - a[0] || b[1] - a[1]).slice(0, REMOTE_DOCS).map(([, doc]) => doc);
    }
    const wholes = found.relaxed || !whole || !whole.words.size ? new Set() : await findWholes(index, whole);
    const hasLight = units.some((unit) => unit.light);
    // The whole identifiers that any document contains. A pasted line has too many of them to require all.
    const identifiers = query.clauses.length > FEW_WORDS ? [] : bonuses.filter((bonus) => count(bonus));
    for (const doc of docs) {
      const complete = hasLight && units.every((unit) => unit.matches.hit[doc]);
      const named = identifiers.length > 0 && identifiers.every((bonus) => bonus.hit[doc]);
      found.hits.push({ doc, score: scoreOf(doc), standing: wholes.has(doc) ? 3 : complete ? 2 : named ? 1 : 0 });
    }
    const sort = query.sort || (options && options.sort) || (units.length ? "relevance" : "date");
    await order(index, found.hits, sort);
    found.sort = sort;
    found.also = [...new Set(found.also)].sort(compare);
    return found;
  }

  // Documents whose title, or name in addresses, has the words of the query and no other.
  async function findWholes(index, whole) {
    const found = new Set(), lengths = await index.lengths();
    for (const field of [TITLE, ID]) {
      const tally = new Map();
      for (const term of new Set([...whole.words, ...whole.rest])) {
        const postings = (await index.postings(term) || [])[field];
        if (postings) postings.docs.forEach((doc, i) => {
          const sums = tally.get(doc) || [0, 0];
          tally.set(doc, [sums[0] + postings.tfs[i], sums[1] + (whole.words.has(term) ? 1 : 0)]);
        });
      }
      for (const [doc, [tokens, words]] of tally) {
        if (words === whole.words.size && tokens === lengths[LENGTHS.indexOf(field)][doc]) found.add(doc);
      }
    }
    return found;
  }

  // Scores are compared as they are shown: four places.
  const shown = (score) => Math.round(score * 10000);

  async function order(index, hits, sort) {
    const numbers = sort === "severity" || sort === "duration" ? await index.numbers() : null;
    const by = {
      relevance: (a, b) => b.standing - a.standing || shown(b.score) - shown(a.score),
      date: () => 0,
      severity: (a, b) => numbers.rank[a.doc] - numbers.rank[b.doc],
      duration: (a, b) => (numbers.duration[b.doc] === null ? -1 : numbers.duration[b.doc]) - (numbers.duration[a.doc] === null ? -1 : numbers.duration[a.doc]),
    }[sort];
    hits.sort((a, b) => by(a, b) || b.doc - a.doc);
  }

  // The forms that the terms of a query have in documents, with the term of each.
  async function formsOf(index, terms) {
    const forms = new Map();
    for (const term of terms.keys()) {
      forms.set(term, term);
      for (const entry of index.head.common.map.values()) if (entry.stem === term) forms.set(entry.text, term);
      // A stem and its forms begin alike, so that they are neighbours.
      const at = index.route("words", term, true)[0];
      if (isCode(term) || at >= index.head.words.files.length) continue;
      for (const entry of (await index.dictionary("words", at)).list) if (entry.stem === term && entry.form) forms.set(entry.text, term);
    }
    return forms;
  }

  // ---- Excerpts (src/search/excerpt.rs)

  const SECTIONS = 3, LENGTH = 180, LEAD = 40;

  // The best sections of a document, each `{ heading, anchor, parts }`, a part `[text, whether it matches]`.
  function excerpts(title, sections, terms, forms) {
    const matches = (text) => tokens(text).flatMap((token) => forms.has(token.text) ? [{ term: forms.get(token.text), from: token.from, to: token.to }] : []);
    const told = (hits) => [...new Set(hits.map((hit) => hit.term))].reduce((sum, term) => sum + (terms.get(term) || 0), 0);
    // That the title has the words is no reason to lead to the section that repeats it.
    const found = sections.filter((section) => section.text.trim()).map((section) => {
      const inHeading = section.heading === title ? [] : matches(section.heading), inText = matches(section.text);
      return { ...section, hits: inText, score: told([...inHeading, ...inText]), found: inHeading.length + inText.length };
    });
    return found.filter((section) => section.found).sort((a, b) => b.score - a.score).slice(0, SECTIONS)
      .map(({ heading, anchor, text, hits }) => ({ heading, anchor, parts: cut(text, hits, told) }));
  }

  function cut(text, hits, told) {
    let best = 0, most = -1;
    hits.forEach((hit, i) => {
      const sum = told(hits.slice(i).filter((other) => other.to <= hit.from + LENGTH));
      if (sum > most) { most = sum; best = hit.from; }
    });
    let from = Math.max(0, best - LEAD), to = Math.min(text.length, from + LENGTH);
    if (from > 0) from += (/^\S*\s+/.exec(text.slice(from, best)) || [text.slice(from, best)])[0].length;
    if (to < text.length) to -= (/\s+\S{0,39}$/.exec(text.slice(from, to)) || [""])[0].length;
    const parts = from > 0 ? [["… ", false]] : [];
    let at = from;
    for (const hit of hits) {
      if (hit.from < at || hit.to > to) continue;
      parts.push([text.slice(at, hit.from), false], [text.slice(hit.from, hit.to), true]);
      at = hit.to;
    }
    parts.push([text.slice(at, to) + (to < text.length ? " …" : ""), false]);
    return parts.filter(([text]) => text);
  }

  const core = { tokens, parse, range, days, seconds, distance, Index, search, formsOf, excerpts, key, isCode, idf, shown, KINDS, FLAGS, NORMS };
  if (typeof module === "object" && module.exports) { module.exports = core; return; }

  // ---- The page

  const base = new URL("../", document.currentScript.src), disk = location.protocol === "file:";
  const waiting = new Map();

  // Every shard is a script that calls this.
  root.hindsiteShard = (name, value) => { if (waiting.has(name)) waiting.get(name)(value); };

  const load = (name, fresh) => new Promise((resolve, reject) => {
    const script = document.createElement("script");
    const done = (settle) => (value) => { waiting.delete(name); script.remove(); settle(value); };
    waiting.set(name, done(resolve));
    // Only the head keeps its name when it changes.
    script.src = new URL("search/" + name + ".js", base).href + (fresh ? "?" + Date.now() : "");
    script.onload = script.onerror = done(() => reject(new Error("search/" + name + ".js cannot be loaded")));
    document.head.append(script);
  });
  const index = new Index(load);

  // After a deploy, the shards that an older head names are gone: the new head knows theirs.
  async function attempt(work) {
    try { return await work(); } catch { index.clear(); }
    await index.start(true);
    return work();
  }

  const folder = (path) => new URL(path + (disk ? "index.html" : ""), base).href;
  const plural = (n, word) => n === 1 ? "1 " + word : n + " " + word + "s";
  const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
  const dateOf = (day) => { const date = new Date(day * 86400000); return date.getUTCDate() + " " + MONTHS[date.getUTCMonth()] + " " + date.getUTCFullYear(); };
  function lengthOf(seconds) {
    if (seconds > 0 && seconds < 60) return seconds + "s";
    const parts = [[Math.floor(seconds / 86400), "d"], [Math.floor(seconds / 3600) % 24, "h"], [Math.floor(seconds / 60) % 60, "m"]];
    return parts.filter(([n]) => n).map(([n, unit]) => n + unit).join(" ") || "0m";
  }
  function element(name, attributes, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes || {})) if (value !== null && value !== undefined && value !== false) made.setAttribute(key, value === true ? "" : value);
    made.append(...children.filter((child) => child !== null));
    return made;
  }

  // The text of a document, as its own JSON has it. A page from disk may not read it: there, a result leads to the
  // first match of the page.
  const texts = new Map();
  function textOf(id) {
    if (disk) return Promise.resolve(null);
    if (!texts.has(id)) texts.set(id, fetch(new URL("incidents/" + encodeURIComponent(id) + "/index.json", base)).then((answer) => answer.ok ? answer.json() : null).then((json) => json && [...json.sections, ...stated(json)], () => {
      // The network may be back with the next query.
      texts.delete(id);
      return null;
    }));
    return texts.get(id);
  }

  // What front matter states and no section has to repeat, as sections without a place.
  const stated = (json) => [["Symptoms", json.symptoms], ["Contributing factors", json.contributing_factors]]
    .filter(([, texts]) => texts && texts.length)
    .map(([heading, texts]) => ({ heading, anchor: "", text: texts.join("; ") }));

  // What a result looks like; `whole` on the search page, else one line in the box.
  class Result {
    constructor(hit, shown, found, forms, whole) {
      Object.assign(this, { hit, shown, found, forms, whole, anchor: "" });
      const facts = [
        shown.day === null ? null : element("time", {}, dateOf(shown.day)),
        shown.severity ? element("span", { class: "severity level-" + shown.level }, element("span", { class: "shape", "aria-hidden": "true" }), shown.severity) : null,
        shown.seconds === null ? null : element("span", {}, lengthOf(shown.seconds)),
        shown.causes.length ? element("span", { class: "cause" }, shown.causes.join(", ")) : null,
        ...shown.services.map((name) => element("span", { class: "service" }, name)),
      ];
      this.link = element("a", { class: "found-title", href: this.address(""), tabindex: whole ? null : "-1" }, shown.title);
      this.hits = element("div", { class: "found-hits" });
      this.item = element("li", { class: "found", "data-incident": shown.id, "data-score": (core.shown(hit.score) / 10000).toFixed(4) }, this.link, element("div", { class: "found-facts" }, ...facts), this.hits);
    }

    address(anchor) {
      const words = [...this.forms.keys()].slice(0, 40).join(" ");
      return folder("incidents/" + encodeURIComponent(this.shown.id) + "/") + (words ? "?find=" + encodeURIComponent(words) : "") + (anchor ? "#" + anchor : "");
    }

    // Fills in where the matches are.
    explain() {
      if (!this.explained) this.explained = this.found.terms.size ? textOf(this.shown.id).then((sections) => {
        if (!sections) return;
        const best = excerpts(this.shown.title, sections, this.found.terms, this.forms);
        if (best.length) this.link.href = this.address(best[0].anchor);
        for (const { heading, anchor, parts } of this.whole ? best : best.slice(0, 1)) {
          const text = element("span", {}, ...parts.map(([text, hit]) => hit ? element("mark", {}, text) : text));
          const name = heading ? (this.whole ? element("a", { href: this.address(anchor) }, heading) : element("b", {}, heading)) : null;
          this.hits.append(element("p", {}, name, name ? " " : null, text));
        }
      }) : Promise.resolve();
      return this.explained;
    }
  }

  async function results(found, from, to, whole) {
    const forms = await formsOf(index, found.terms);
    return Promise.all(found.hits.slice(from, to).map(async (hit) => new Result(hit, await index.shown(hit.doc), found, forms, whole)));
  }

  function summary(found) {
    let text = found.hits.length ? plural(found.hits.length, "incident") : "Nothing found";
    if (found.relaxed && found.hits.length) text += found.hits.length === 1 ? "; it has some of the words, none has all" : "; none has all the words, these have some";
    if (found.also.length) text += "; also: " + found.also.join(", ");
    return found.hints.length ? text + " (" + found.hints.join("; ") + ")" : text;
  }

  // The element that the address names. What is no valid encoding names none, as for the browser itself.
  function section() {
    try { return document.getElementById(decodeURIComponent(location.hash.slice(1))); } catch { return null; }
  }

  // The box on every page: a combobox whose list is results.
  function box(form) {
    const input = form.querySelector("input[type=search]"), LIMIT = 8;
    const list = element("ol", { class: "found-list", id: "hs-search-results", role: "listbox", "aria-label": "Results" });
    const status = element("p", { class: "found-status", role: "status", "aria-live": "polite" });
    const panel = element("div", { class: "found-panel", hidden: true }, status, list);
    form.append(panel);
    for (const [key, value] of Object.entries({ role: "combobox", "aria-expanded": "false", "aria-controls": "hs-search-results", "aria-autocomplete": "list" })) input.setAttribute(key, value);
    let turn = 0, shown = [], active = -1;

    const open = (is) => { panel.hidden = !is; input.setAttribute("aria-expanded", String(is)); if (!is) choose(-1); };
    const choose = (at) => {
      active = at;
      shown.forEach((result, i) => result.item.setAttribute("aria-selected", String(i === at)));
      if (at < 0) return input.removeAttribute("aria-activedescendant");
      input.setAttribute("aria-activedescendant", shown[at].item.id);
      shown[at].item.scrollIntoView({ block: "nearest" });
    };
    const page = () => folder("search/") + "?q=" + encodeURIComponent(input.value.trim());
    const visit = async (result) => {
      // The section is part of the address: worth a moment.
      await Promise.race([result.explain(), new Promise((resolve) => setTimeout(resolve, 1500))]);
      location.href = result.link.href;
    };
    const update = async () => {
      const mine = ++turn, text = input.value;
      if (!text.trim()) { list.replaceChildren(); shown = []; return open(false); }
      try {
        const [found, top] = await attempt(async () => {
          const found = await search(index, text);
          return [found, await results(found, 0, LIMIT, false)];
        });
        if (mine !== turn) return;
        shown = top;
        top.forEach((result, i) => { result.item.id = "hs-search-result-" + i; result.item.setAttribute("role", "option"); });
        list.replaceChildren(...top.map((result) => result.item));
        status.replaceChildren(summary(found), found.hits.length > LIMIT ? element("a", { href: page() }, "Show all") : "");
        choose(-1);
        open(true);
        await new Promise((resolve) => setTimeout(resolve, 200));
        if (mine === turn) top.slice(0, 4).forEach((result) => result.explain());
      } catch (error) {
        if (mine === turn) { status.textContent = "The search cannot be loaded: " + error.message; open(true); }
      }
    };
    input.addEventListener("input", update);
    input.addEventListener("focus", () => { index.start().catch(() => {}); if (shown.length) open(true); });
    input.addEventListener("keydown", (event) => {
      // The keys are those of an input method, which composes a word.
      if (event.isComposing) return;
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step && shown.length) {
        event.preventDefault();
        open(true);
        choose((active + step + shown.length + (active < 0 && step < 0 ? 1 : 0)) % shown.length);
      } else if (event.key === "Escape" && !panel.hidden) {
        event.preventDefault();
        open(false);
      } else if (event.key === "Enter" && active >= 0) {
        event.preventDefault();
        visit(shown[active]);
      }
    });
    list.addEventListener("click", (event) => {
      const result = shown.find((result) => result.item.contains(event.target));
      if (!result || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      visit(result);
    });
    document.addEventListener("click", (event) => { if (!form.contains(event.target)) open(false); });
    form.addEventListener("focusout", (event) => { if (event.relatedTarget && !form.contains(event.relatedTarget)) open(false); });
    form.addEventListener("submit", (event) => { event.preventDefault(); location.href = page(); });
  }

  // Marks the words that a result was found by, and shows the first one of the section it leads to.
  function markFound() {
    const words = new Set((new URLSearchParams(location.search).get("find") || "").split(" ").filter(Boolean));
    const main = document.querySelector("main");
    if (!words.size || !main || document.getElementById("hs-search")) return;
    const walker = document.createTreeWalker(main, NodeFilter.SHOW_TEXT), nodes = [];
    while (walker.nextNode()) if (!walker.currentNode.parentElement.closest("svg, script, style, mark")) nodes.push(walker.currentNode);
    for (const node of nodes) {
      let end = node.data.length;
      const hits = tokens(node.data).filter((token) => words.has(token.text));
      for (const hit of hits.reverse()) {
        if (hit.to > end) continue;
        const range = document.createRange();
        range.setStart(node, hit.from);
        range.setEnd(node, hit.to);
        range.surroundContents(element("mark", { class: "found-mark" }));
        end = hit.from;
      }
    }
    const target = section();
    const marks = [...main.querySelectorAll("article .found-mark, .found-mark")];
    const after = (mark) => target && (target.contains(mark) || target.compareDocumentPosition(mark) & Node.DOCUMENT_POSITION_FOLLOWING);
    const first = marks.find(after) || marks.find((mark) => mark.closest("article")) || marks[0];
    if (!first) return;
    for (let details = first.closest("details"); details; details = details.parentElement.closest("details")) details.open = true;
    // Until it has loaded the page, the browser goes to the section by itself, over and over.
    const show = () => first.scrollIntoView({ block: "center" });
    if (document.readyState === "complete") show();
    else addEventListener("load", () => setTimeout(show));
  }

  root.hindsite = Object.assign(core, { index, attempt, element, results, summary, compare, SORTS });
  const form = document.querySelector("form.search-box");
  if (form) box(form);
  markFound();
  addEventListener("keydown", (event) => {
    const typing = /^(input|textarea|select)$/i.test(event.target.tagName) || event.target.isContentEditable;
    const asked = (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) || (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey));
    const input = document.querySelector("#hs-search input[type=search], form.search-box input[type=search]");
    if (!asked || !input) return;
    event.preventDefault();
    input.focus();
    input.select();
  });
})(typeof self === "object" ? self : globalThis);
