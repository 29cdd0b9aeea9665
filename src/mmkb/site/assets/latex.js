// A table in LaTeX, laid out for an article as mmkb/formats/latex.py, tex_layout.py and tex_measure.py lay it out.
"use strict";

(function () {
  var JOINT = /(?<=[/_:+])(?=[\p{L}\p{N}_])|(?<=[\p{L}\p{N}_]\.)(?=[A-Za-z])|\u200b/u;
  var END = new RegExp(JOINT.source + "|(?<=-)(?=[\\p{L}\\p{N}_])|\\s+", "u");
  var SHORTEST = 2, JOINED = ["--", "''", "``", ",,", "?`", "!`"];
  var tex = null;

  // How wide text is in em, and where it may end a line.
  function em(text) {
    var sum = 0;
    for (var letter of text) sum += Object.hasOwn(tex.widths, letter) ? tex.widths[letter] : letter >= "\u3000" ? 1 : tex.layout.other;
    return sum;
  }
  function widest(texts) { return Math.max.apply(null, texts.map(em)); }
  function words(text) { return text.split(/\s+/).filter(Boolean); }
  function pieces(text) { return text.split(END).filter(Boolean); }
  function folds(text, room) {
    var lines = 1, used = 0;
    words(text).forEach(function (word) {
      pieces(word).forEach(function (piece, number) {
        var space = number ? 0 : em(" ");
        if (used && used + space + em(piece) > room) { lines += 1; used = 0; space = 0; }
        used += space + em(piece);
      });
    });
    return lines;
  }
  function divided(piece, room, hyphens) {
    var letters = Array.from(piece), end = letters.length - SHORTEST;
    if (em(piece) <= room || letters.length <= 2 * SHORTEST) return piece;
    return [letters.slice(0, SHORTEST).join("")].concat(letters.slice(SHORTEST, end), letters.slice(end).join("")).join(hyphens ? "\u00ad" : "\u200b");
  }
  function breakable(text, room, hyphens) {
    return text.split(" ").map(function (word) {
      var parts = word.split(JOINT).filter(Boolean);
      if (em(word) > room) parts = parts.map(function (part) { return pieces(part).map(function (piece) { return divided(piece, room, hyphens); }).join(""); });
      return parts.join("\u200b");
    }).join(" ");
  }

  // The width of every column, null where it has its natural one, in the larger size of letters in which words fit.
  function measured(head, texts) {
    var least = [].concat.apply([], texts.map(head.whole ? words : pieces)).concat(pieces(head.text));
    return { natural: widest([head.text].concat(texts)), least: least.length ? widest(least) : 1, texts: texts };
  }
  function shares(columns, room) {
    var sum = function (numbers) { return numbers.reduce(function (one, other) { return one + other; }, 0); };
    var found = columns.map(function () { return null; });
    if (sum(columns.map(function (column) { return column.natural; })) <= room) return found;
    var least = columns.map(function (column) { return Math.min(column.least, column.natural); }), spare = room - sum(least);
    if (spare < 0) return squeezed(columns, least, room, sum);
    var wide = columns.map(function (_, n) { return n; });
    while (wide.length) {
      var wanted = columns.map(function (column, n) { return Math.pow(Math.max(0.1, column.natural - least[n]), 0.6); });
      var each = spare / sum(wide.map(function (n) { return wanted[n]; }));
      var settled = wide.filter(function (n) { return least[n] + wanted[n] * each >= columns[n].natural; });
      if (!settled.length) {
        wide.forEach(function (n) { found[n] = least[n] + wanted[n] * each; });
        break;
      }
      spare -= sum(settled.map(function (n) { return columns[n].natural - least[n]; }));
      wide = wide.filter(function (n) { return !settled.includes(n); });
    }
    return found;
  }
  function squeezed(columns, least, room, sum) {
    var kept = [], each;
    for (;;) {
      var rest = columns.map(function (_, n) { return n; }).filter(function (n) { return !kept.includes(n); });
      each = (room - sum(kept.map(function (n) { return least[n]; }))) / rest.length;
      var short = rest.filter(function (n) { return least[n] <= each; });
      if (!short.length || short.length === rest.length) break;
      kept = kept.concat(short);
    }
    return columns.map(function (column, n) {
      return kept.includes(n) && least[n] >= column.natural ? null : kept.includes(n) ? least[n] : Math.max(1, each);
    });
  }
  function layout(columns) {
    var room = tex.room, choices = room.sizes.map(function (size) {
      var found = shares(columns, ((room.column - tex.layout.gap * (columns.length - 1)) / size[1]) * tex.layout.safe);
      var heights = columns[0].texts.map(function (_, row) {
        return Math.max.apply(null, columns.map(function (column, n) { return found[n] === null ? 1 : folds(column.texts[row], found[n]); }));
      });
      var lines = heights.reduce(function (one, other) { return one + other; }, 0);
      var crowded = columns.some(function (column, n) { return found[n] !== null && found[n] < column.least; });
      return { size: size[0], em: size[1], room: found, lines: lines, height: lines / Math.max(1, heights.length), crowded: crowded };
    });
    var fitting = choices.filter(function (choice) { return !choice.crowded; });
    if (!fitting.length) fitting = choices.slice(-1);
    var airy = fitting.find(function (choice) { return choice.height <= tex.layout.airy; });
    return airy || fitting.reduce(function (one, other) { return other.height < one.height ? other : one; });
  }

  // The columns as they fit: without those that nobody asked for, then in parts that share the first.
  function fitted(grid) {
    var columns = grid.heads.map(function (head, n) {
      return measured(head, grid.rows.map(function (row) { return row[n].words + "+".repeat(row[n].marks.length); }));
    });
    var tried = [], all = columns.map(function (_, n) { return n; });
    var some = function (numbers) { return { numbers: numbers, layout: layout(numbers.map(function (n) { return columns[n]; })) }; };
    for (var count = all.length; count >= Math.max(1, all.length - grid.spare); count--) tried.push(some(all.slice(0, count)));
    var fitting = tried.filter(function (one) { return !one.layout.crowded; });
    var airy = fitting.find(function (one) { return one.layout.height <= tex.layout.airy; });
    if (fitting.length) return [airy || fitting[fitting.length - 1]];
    var parts = [], group = [0];
    tried[tried.length - 1].numbers.slice(1).forEach(function (n) {
      var wider = group.concat(n);
      if (group.length > 1 && some(wider).layout.crowded) { parts.push(some(group)); wider = [0, n]; }
      group = wider;
    });
    return parts.concat(some(group));
  }

  // Text as TeX shows it; what pdfLaTeX cannot set stays for other engines and is a sign to it.
  function escaped(text) {
    var made = "", last = "", beyond = [];
    function add(part) {
      if (!part) return;
      var quote = part === tex.escapes["`"];
      made += JOINED.includes(last + (quote ? "`" : part[0])) ? "{}" + part : part;
      last = quote ? "`" : part[part.length - 1];
    }
    function end() {
      if (!beyond.length) return;
      var signs = beyond.map(function (letter) { return "$<$U+" + letter.codePointAt(0).toString(16).toUpperCase().padStart(4, "0") + "$>$"; });
      add("\\ifdefined\\Umathchar " + beyond.join("") + "\\else" + signs.join("\\allowbreak{}") + "\\fi{}");
      beyond = [];
    }
    for (var letter of text.normalize("NFC")) {
      if (letter === "\u200b" || letter === "\n") { end(); add(letter === "\n" ? " " : "\\allowbreak{}"); }
      else if (letter === "\u00ad") { end(); add("\\-"); }
      else if (Object.hasOwn(tex.escapes, letter)) { end(); add(tex.escapes[letter]); }
      else if (letter >= " " && letter <= "~") { end(); add(letter); }
      else beyond.push(letter);
    }
    end();
    return made;
  }
  function sentence(text) { return /^[a-z]+(?=[ ,;/]|: |$)/.test(text) ? text[0].toUpperCase() + text.slice(1) : text; }
  function prose(text) {
    var parts = text.split(/(?<!`)`([^`\s](?:[^`]*[^`\s])?)`(?!`)/);
    return parts.map(function (part, n) { return n % 2 ? "\\texttt{" + escaped(part) + "}" : escaped(part); }).join("");
  }
  function marked(marks) { return Array.from(marks, function (mark) { return tex.marks[mark] || ""; }).join(""); }

  function cell(one, head, part, n) {
    var room = part.layout.room[n], text;
    if (room === null) text = escaped(one.words);
    else if (head.whole) text = words(one.words).map(function (word) { return word.includes("-") ? "\\mbox{" + escaped(word) + "}" : escaped(word); }).join(" ");
    else text = escaped(breakable(one.words, room, head.prose));
    if (head.number) text = text.replace(/\b(\d+(?:\.\d+)?)e(-?\d+)\b/g, "$$$1\\times10^{$2}$$").replace(/(?<![\w.$-])-(?=\.?\d)/g, "$$-$$");
    return text + (one.words ? marked(one.marks) : "");
  }
  function line(cells) { var row = cells.join(" & "); return (/^[*[]/.test(row) ? "{}" : "") + row + " \\\\"; }

  function set(grid, part, number, end) {
    var found = part.layout, heads = part.numbers.map(function (n) { return grid.heads[n]; });
    var label = "tab:" + grid.label.replace(/[^A-Za-z0-9.]+/g, "-").replace(/^-+|-+$/g, ""), again = "Table~\\ref{" + label + "}, continued";
    var types = heads.map(function (head, n) {
      if (found.room[n] === null) return head.number ? "r" : "l";
      var share = ((found.room[n] * found.em) / tex.room.column).toFixed(3);
      return ">{\\raggedright" + (head.prose ? "" : "\\hyphenpenalty=10000") + "\\arraybackslash}p{" + share + "\\linewidth}";
    });
    var top = line(heads.map(function (head, n) { return escaped(found.room[n] === null ? head.text : breakable(head.text, found.room[n], true)); }));
    var air = found.room.some(function (room) { return room !== null; }) ? "\\addlinespace[2pt]" : "";
    var rows = grid.rows.map(function (row, at) {
      return line(part.numbers.map(function (column, n) { return cell(row[column], heads[n], part, n); })) + (at < grid.rows.length - 1 ? air : "");
    });
    var caption = "\\caption{" + escaped(sentence(grid.caption)) + "}\\label{" + label + "}", type = "@{}" + types.join("") + "@{}";
    var several = function (column, text) { return "\\multicolumn{" + heads.length + "}{" + column + "}{" + text + "}\\\\"; };
    if (found.lines > tex.room.lines * tex.layout.full) return [].concat(
      "\\begingroup" + found.size + "\\setlength{\\tabcolsep}{3pt}\\setlength{\\LTcapwidth}{\\linewidth}",
      "\\begin{longtable}{" + type + "}", number ? several("@{}l@{}", again) : caption + "\\\\", "\\toprule", top, "\\midrule\\endfirsthead",
      several("@{}l@{}", again), "\\toprule", top, "\\midrule\\endhead", "\\midrule" + several("r@{}", "\\emph{to be continued}") + "\\endfoot", "\\bottomrule\\endlastfoot",
      rows, "\\end{longtable}", end, "\\par\\endgroup");
    return [].concat(
      "\\begin{table}[htbp]", "\\centering" + found.size + "\\setlength{\\tabcolsep}{3pt}", number ? again + "\\par\\smallskip" : caption,
      "\\begin{tabular}{" + type + "}", "\\toprule", top, "\\midrule", rows, "\\bottomrule", "\\end{tabular}", end, "\\end{table}");
  }

  function notes(grid) {
    var said = grid.notes.map(sentence).map(prose).map(function (note) {
      return Object.keys(tex.marks).reduce(function (text, mark) { return text.split(escaped(mark.trim())).join(tex.marks[mark].trim()); }, note);
    });
    return said.length ? ["\\par\\smallskip{\\raggedright " + said.join(". ") + ".\\par}"] : [];
  }

  // The grid for \input; comments say which packages it needs and where it comes from.
  mmkb.latex = async function (grid) {
    await mmkb.load("data/tex.js");
    tex = await mmkb.data.given("tex");
    var parts = fitted(grid), body = [];
    parts.forEach(function (part, number) { body = body.concat(set(grid, part, number, number === parts.length - 1 ? notes(grid) : [])); });
    var long = body.some(function (text) { return text.startsWith("\\begin{longtable}"); });
    var left = grid.heads.filter(function (_, n) { return !parts.some(function (part) { return part.numbers.includes(n); }); });
    var needs = new Set();
    for (var letter of JSON.stringify(grid)) (tex.needs[letter] || []).forEach(function (need) { needs.add(need + "%"); });
    return [].concat("% \\usepackage{array, booktabs" + (long ? ", longtable" : "") + "}",
      left.length ? "% left out for want of room: " + left.map(function (head) { return head.name; }).join(", ") : [],
      Array.from(needs), body, tex.about.map(function (text) { return "% " + text; })).join("\n") + "\n";
  };
})();
