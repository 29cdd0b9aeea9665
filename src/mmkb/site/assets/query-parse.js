// From query text to a tree: the same grammar as mmkb/query/parse.py, rule by rule; tests hold both to the same answers.
"use strict";

(function () {
  var MAX_LENGTH = 100000, MAX_DEPTH = 100;
  var KEYWORDS = ["and", "or", "not", "every", "no"];
  var FIELD = "[A-Za-z][A-Za-z0-9_-]*(?:\\.[A-Za-z0-9_-]+)*";
  var OPERATOR = "!=|:?[<>]=?|[:=~]";
  // What Python counts as a blank.
  var BLANK = "\\s\\x1c-\\x1f\\x85";
  var HEAD = sticky("(" + FIELD + ")(" + OPERATOR + ")");
  var AMONG = sticky("(" + FIELD + "):\\(");
  var WORD = sticky('[^' + BLANK + '()"]+');
  var PIECE = sticky('(?:(?!\\.\\.)[^' + BLANK + '(),"])+');
  var REGEX_PIECE = sticky('[^' + BLANK + '(),"]+');
  var DOTS = sticky("\\.{2,}");
  var COMPARISON = sticky("[=<>]+");
  var PHRASE = sticky('"((?:[^"\\\\]|\\\\[^])*)"');
  var SPACE = sticky("[" + BLANK + "]*");
  var MISSPELT = { "=>": ">=", "=<": "<=", "==": "=", "<>": "!=", "~=": "~" };
  var END = '(?![^' + BLANK + '()"])';
  var CONNECTIVES = {
    and: sticky("and" + END, "i"), or: sticky("or" + END, "i"), not: sticky("not(?::|" + END + ")", "i"),
    every: sticky("every" + END, "i"), no: sticky("no" + END, "i"),
  };

  function sticky(source, flags) { return new RegExp(source, "uy" + (flags || "")); }

  function QueryError(message, span, hint) {
    this.message = message;
    this.span = span;
    this.hint = hint || "";
  }
  QueryError.prototype = Object.create(Error.prototype);

  function quote(text) { return '"' + text.replace(/\\/g, "\\\\").replace(/"/g, '\\"') + '"'; }
  function shown(text) { return "'" + text + "'"; }

  function Parser(text) {
    this.text = text;
    this.at = 0;
    this.depth = 0;
  }

  Parser.prototype = {
    match: function (pattern) {
      pattern.lastIndex = this.at;
      return pattern.exec(this.text);
    },
    peek: function () { return this.at < this.text.length ? String.fromCodePoint(this.text.codePointAt(this.at)) : ""; },
    skip: function () { this.at += this.match(SPACE)[0].length; },
    blank: function (character) { return new RegExp("^[" + BLANK + "]$").test(character); },
    error: function (message, span, hint) { return new QueryError(message, span, hint); },

    query: function () {
      this.skip();
      if (this.peek() === "") return { is: "everything" };
      var query = this.or(null);
      if (this.peek() === ")") throw this.unopened();
      return query;
    },

    or: function (after) {
      var children = [this.and(after)], keyword;
      while ((keyword = this.take("or"))) children.push(this.and(keyword));
      return children.length === 1 ? children[0] : flat("or", children);
    },

    and: function (after) {
      var children = [this.unary(after)], keyword;
      while ((keyword = this.take("and")) || this.atOperand()) children.push(this.unary(keyword));
      return children.length === 1 ? children[0] : flat("and", children);
    },

    unary: function (after) {
      var keyword, query;
      if ((keyword = this.take("not"))) {
        this.enter(keyword);
        query = { is: "not", child: this.unary(keyword) };
        this.depth--;
      } else if ((keyword = this.take("every"))) query = this.among("every", keyword);
      else if ((keyword = this.take("no"))) query = this.among("no", keyword);
      else if (this.match(AMONG)) query = this.among("some", null);
      else if (this.peek() === "(") query = this.parenthesis();
      else query = this.term(after);
      this.skip();
      return query;
    },

    among: function (amount, keyword) {
      var head = this.match(AMONG);
      if (!head) throw this.missingRows(amount, keyword);
      this.checkField(head);
      this.at += head[0].length - 1;
      var child = this.parenthesis();
      return { is: "among", amount: amount, field: head[1], child: child, fieldSpan: [head.index, head.index + head[1].length] };
    },

    parenthesis: function () {
      var opening = [this.at, this.at + 1];
      this.enter(opening);
      this.at++;
      this.skip();
      var query = this.or(opening);
      if (this.peek() !== ")") throw this.unclosed(opening);
      this.at++;
      this.depth--;
      return query;
    },

    term: function (after) {
      var term, head, word;
      if (this.peek() === '"') term = { is: "word", text: this.phrase() };
      else if ((head = this.match(HEAD))) {
        var start = this.at, op = head[2].replace(/^:+/, "") || ":";
        var items = this.value(head);
        term = { is: "term", field: head[1], op: op, items: items, span: [start, this.at], fieldSpan: [start, start + head[1].length] };
      } else if ((word = this.match(WORD))) term = { is: "word", text: this.word(word) };
      else throw this.missingOperand(after);
      var next = this.peek();
      if (next !== "" && next !== ")" && !this.blank(next)) {
        throw this.error("a space is missing before " + shown(next), [this.at, this.at + 1],
          'add it, or put the whole text in double quotes, as in "f(x)"');
      }
      return term;
    },

    word: function (match) {
      var word = match[0], start = match.index, hint = "to search for the text, quote it: " + quote(word);
      var operator = new RegExp(OPERATOR).exec(word);
      if (KEYWORDS.includes(word.toLowerCase())) {
        throw this.error("nothing to the left of " + shown(word), [start, start + word.length], "write a query there; " + hint);
      }
      if (operator && operator.index === 0) {
        throw this.error("a field is missing before " + shown(operator[0]), [start, start + operator[0].length],
          "write it without spaces, as in year" + operator[0] + "2024; " + hint);
      }
      if (word[0] === "-" || word[0] === "!") {
        throw this.error(shown(word[0]) + " does not negate", [start, start + 1], "write: not " + (word.replace(/^[-!]+/, "") || "x") + "; " + hint);
      }
      if (operator) {
        throw this.error(shown(word.slice(0, operator.index)) + " cannot be a field name", [start, start + operator.index], hint);
      }
      this.at += word.length;
      return { value: word, span: [start, this.at], quoted: false };
    },

    phrase: function () {
      var match = this.match(PHRASE), start = this.at;
      if (!match) throw this.error("this quote is never closed", [start, start + 1], "add the closing quote");
      if (!match[1]) throw this.error("nothing between the quotes", [start, start + 2], "write a phrase there, or drop them");
      this.at += match[0].length;
      return { value: match[1].replace(/\\(["\\])/g, "$1"), span: [start, this.at], quoted: true };
    },

    value: function (head) {
      this.checkField(head);
      this.at = head.index + head[0].length;
      var items = [this.item(head)];
      while (this.peek() === ",") {
        this.at++;
        items.push(this.item(head));
      }
      return items;
    },

    checkField: function (head) {
      if (KEYWORDS.includes(head[1].toLowerCase())) {
        throw this.error(shown(head[1]) + " is a keyword and cannot be a field", [head.index, head.index + head[1].length],
          "to search for the text, quote it: " + quote(head[1]));
      }
    },

    item: function (head) {
      var start = this.at, low = this.piece(head), dots = this.match(DOTS);
      if (!dots) {
        if (!low) throw this.missingItem(head);
        return low;
      }
      var span = [this.at, this.at + dots[0].length];
      this.at = span[1];
      var high = this.piece(head), again = this.match(DOTS);
      if (again || dots[0].length > 2) {
        throw this.error("a range has two dots, once", again ? [again.index, again.index + again[0].length] : span,
          "write 7B..13B; a value that holds dots goes in double quotes");
      }
      if (!low && !high) throw this.error("a range needs at least one end", span, "write 7B.. or ..13B or 7B..13B");
      if (head[2] !== ":") {
        throw this.error("a range cannot follow " + shown(head[2]), [start, this.at],
          "write: " + (head[2] === "!=" ? "not " : "") + head[1] + ":" + this.text.slice(start, this.at) + "; or quote the value");
      }
      return { range: true, low: low, high: high, span: [start, this.at] };
    },

    piece: function (head) {
      if (this.peek() === '"') return this.phrase();
      var comparison = this.match(COMPARISON);
      if (comparison) throw this.misspelt(head, comparison);
      var match = this.match(head[2] === "~" ? REGEX_PIECE : PIECE);
      if (!match) return null;
      this.at += match[0].length;
      return { value: match[0], span: [match.index, this.at], quoted: false };
    },

    take: function (keyword) {
      var match = this.match(CONNECTIVES[keyword]);
      if (!match) return null;
      this.at += match[0].length;
      var span = [match.index, this.at];
      this.skip();
      return span;
    },

    atOperand: function () {
      var next = this.peek();
      return next !== "" && next !== ")" && !this.match(CONNECTIVES.or);
    },

    enter: function (span) {
      if (++this.depth > MAX_DEPTH) throw this.error("nested more than " + MAX_DEPTH + " deep", span, "drop what changes nothing");
    },

    missingOperand: function (after) {
      if (!after) return this.unopened();
      var word = this.text.slice(after[0], after[1]).replace(/:$/, "");
      if (word !== "(") {
        return this.error("nothing to the right of " + shown(word), after, "write a query there; to search for the text, quote it: " + quote(word));
      }
      if (this.peek() === ")") return this.error("nothing between the parentheses", [after[0], this.at + 1], "write a query there, or drop them");
      return this.unclosed(after);
    },

    missingRows: function (amount, keyword) {
      var word = this.text.slice(keyword[0], keyword[1]);
      return this.error(shown(word) + " stands before rows and a query on them in parentheses", keyword, "write: " + amount + " stages:(backbone:frozen)");
    },

    missingItem: function (head) {
      if (this.peek() === ",") return this.error("nothing before this comma", [this.at, this.at + 1], "drop it, or quote it to search for it");
      if (this.text[this.at - 1] === ",") {
        return this.error("nothing after this comma", [this.at - 1, this.at], "write a,b with no space after the comma, or drop it");
      }
      var hint = this.peek() === "(" ? "parentheses hold whole queries, and follow ':' alone; write alternatives as " + head[0] + "a,b"
        : "write the value right after " + shown(head[2]) + ", without a space";
      return this.error("no value after " + shown(head[0]), [head.index, head.index + head[0].length], hint);
    },

    misspelt: function (head, comparison) {
      var written = head[2] + comparison[0], meant = MISSPELT[written] || written.slice(1);
      if (comparison.index === head.index + head[0].length && new RegExp("^(?:" + OPERATOR + ")$").test(meant)) {
        var from = head.index + head[1].length;
        return this.error("unknown operator " + shown(written), [from, comparison.index + comparison[0].length], "write: " + head[1] + meant);
      }
      return this.error("no value begins with " + shown(comparison[0]), [comparison.index, comparison.index + comparison[0].length], "quote the value");
    },

    unclosed: function (opening) { return this.error("this parenthesis is never closed", opening, "add ')'; to search for it, quote it"); },
    unopened: function () {
      return this.error("no parenthesis is open here", [this.at, this.at + 1], "drop it, or add '(' before; to search for it, quote it");
    },
  };

  // An `and` in an `and` is replaced by its own children; the same for `or`.
  function flat(is, children) {
    var all = [];
    children.forEach(function (child) { all.push.apply(all, child.is === is ? child.children : [child]); });
    return { is: is, children: all };
  }

  mmkb.QueryError = QueryError;
  mmkb.quote = quote;
  mmkb.parse = function (text) {
    var length = Array.from(text).length;
    if (length > MAX_LENGTH) throw new QueryError("the query is too long", [MAX_LENGTH, length], "split it into several queries");
    if (!text.isWellFormed()) throw new QueryError("this is not a character", [0, text.length], "write the query in UTF-8");
    return new Parser(text).query();
  };
})();
