import { withAtoms } from "./atoms.ts";
import { withoutDirectives } from "./directives.ts";
import { type Language, type LanguageRules, languageRules } from "./language.ts";
import { withShortMethods } from "./short-methods.ts";
import type { Comment, Lexed, Token } from "./token.ts";

/** Longest string, in characters. What follows is read as something else. */
const maxString = 20_000;
/** Longest expression within a string, in characters. */
const maxHole = 200;
/** How strings without escapes begin: with their hashes, or with a delimiter of C++. */
const rawStrings: Partial<Record<Language, RegExp>> = {
  rust: /r(#{0,8})"/y,
  swift: /(#{1,8})"/y,
  c: /R()"([^\s()\\]{0,16})\(/y,
};

/** A sigil of Elixir that is written on one line, or a character. */
const sigil =
  /~[a-zA-Z](?:\/[^/\n]{0,200}\/|\|[^|\n]{0,200}\||\([^()\n]{0,200}\)|\[[^[\]\n]{0,200}\]|\{[^{}\n]{0,200}\})[a-z]{0,8}|\?["']/y;

/** Splits a source into tokens, in linear time. Invalid sources yield tokens too. */
export function lex(text: string, language: Language): Lexed {
  const source = language === "c" ? withoutDirectives(text) : text;
  const { tokens, comments } = new Lexer(source, language, languageRules[language]).read();
  const hasAtoms = language === "elixir" || language === "erlang";
  if (language === "ruby") return { tokens: withShortMethods(tokens), comments };
  return { tokens: hasAtoms ? withAtoms(tokens, text, language === "erlang") : tokens, comments };
}

class Lexer {
  readonly #text: string;
  readonly #language: Language;
  readonly #rules: LanguageRules;
  readonly #tokens: Token[] = [];
  readonly #comments: Comment[] = [];
  readonly #word: RegExp;
  #at = 0;
  #line = 1;
  #lineStart = 0;
  #lastTokenLine = 0;

  constructor(text: string, language: Language, rules: LanguageRules) {
    this.#text = text;
    this.#language = language;
    this.#rules = rules;
    const sigil = rules.sigils === "" ? "" : `[${rules.sigils}]{0,2}`;
    const word = `${sigil}[A-Za-z_\\u0080-\\uffff][\\w\\u0080-\\uffff]*`;
    // The namespace of a name of PHP, `\App\NoBook`, says nothing.
    const qualified = String.raw`(?:\\(?=[A-Za-z_]))?${word}(?:\\[A-Za-z_]\w*)*`;
    this.#word = new RegExp(language === "php" ? qualified : word, "y");
  }

  read(): Lexed {
    while (this.#at < this.#text.length) this.#next();
    return { tokens: this.#tokens, comments: this.#comments };
  }

  #next(): void {
    const char = this.#text[this.#at] ?? "";
    if (char === "\n") {
      this.#at += 1;
      this.#line += 1;
      this.#lineStart = this.#at;
    } else if (/\s/.test(char)) this.#at += 1;
    else if (!this.#readComment(char) && !this.#readString(char)) this.#readPlain(char);
  }

  #readComment(char: string): boolean {
    const { hashComment, hasSlashComments } = this.#rules;
    const next = this.#text[this.#at + 1];
    if ((char === hashComment && next !== "[") || (hasSlashComments && char === "/" && next === "/")) {
      const end = this.#endOfLine();
      this.#addComment(this.#text.slice(this.#at, end).replace(/^(?:#+|%+|\/{2,}!?<?)\s?/, ""), end);
      return true;
    }
    const isBlock = hasSlashComments && char === "/" && next === "*";
    const isRubyBlock = this.#language === "ruby" && char === "=" && this.#text.startsWith("=begin", this.#at);
    if (!isBlock && !isRubyBlock) return false;
    const close = this.#text.indexOf(isBlock ? "*/" : "\n=end", this.#at + 2);
    const end = close < 0 ? this.#text.length : close + (isBlock ? 2 : 5);
    const inner = this.#text.slice(this.#at + (isBlock ? 2 : 6), close < 0 ? end : close);
    this.#addComment(
      inner
        .replaceAll(/^[ \t]*\*+[ \t]?/gm, "")
        .replace(/^!?<\s/, "")
        .trim(),
      end,
    );
    return true;
  }

  #addComment(text: string, end: number): void {
    const line = this.#line;
    const isTrailing = this.#lastTokenLine === line;
    this.#moveTo(end);
    const last = this.#comments.at(-1);
    if (last !== undefined && !last.isTrailing && !isTrailing && last.endLine === line - 1 && last.text.length < 4_000)
      this.#comments[this.#comments.length - 1] = { ...last, text: `${last.text}\n${text}`, endLine: this.#line };
    else this.#comments.push({ text, line, endLine: this.#line, isTrailing });
  }

  #readString(char: string): boolean {
    const prefix = this.#stringPrefix(char);
    const quote = this.#text[this.#at + prefix] ?? "";
    const { lineQuotes, textQuotes, hasTripleQuotes } = this.#rules;
    if (!lineQuotes.includes(quote) && !textQuotes.includes(quote)) return this.#readRaw(char);
    if (quote === "") return false;
    const start = this.#at + prefix + 1;
    const lead = this.#text.slice(this.#at, this.#at + prefix);
    if (hasTripleQuotes && this.#text.startsWith(quote.repeat(2), start)) {
      const close = this.#text.indexOf(quote.repeat(3), start + 2);
      const isClosed = close >= 0 && close - start < maxString;
      const end = isClosed ? close : Math.min(start + maxString, this.#text.length);
      this.#addString(this.#text.slice(start + 2, end).trim(), isClosed ? end + 3 : end);
      return true;
    }
    const isVerbatim = lead.includes("@") || (this.#language === "go" && quote === "`") || /r/i.test(lead);
    const isText = textQuotes.includes(quote) || lead.includes("@");
    this.#scanString(start, quote, isText, isVerbatim);
    return true;
  }

  #stringPrefix(char: string): number {
    if (this.#language === "python" && /[bfrtuBFRTU]/.test(char))
      return match(/[bfrtu]{1,2}(?=["'])/iy, this.#text, this.#at);
    if (this.#language === "csharp" && (char === "@" || char === "$"))
      return match(/[@$]{1,3}(?=")/y, this.#text, this.#at);
    // An interpolation of Scala: `s"…"`.
    if (this.#language === "kotlin" && /[sf]/.test(char)) return match(/[sf](?=")/y, this.#text, this.#at);
    if (this.#language === "rust" && char === "b") return match(/b(?=")/y, this.#text, this.#at);
    if (this.#language === "c" && /[uUL@]/.test(char)) return match(/(?:u8|[uUL@])(?=")/y, this.#text, this.#at);
    return 0;
  }

  /** Reads `r"…"` and `r#"…"#` of Rust, `#"…"#` of Swift, and `R"(…)"` of C++. */
  #readRaw(char: string): boolean {
    const pattern = /[r#R]/.test(char) ? rawStrings[this.#language] : undefined;
    if (pattern === undefined) return false;
    pattern.lastIndex = this.#at;
    const [opening, hashes = "", delimiter] = pattern.exec(this.#text) ?? [];
    if (opening === undefined) return false;
    const closing = delimiter === undefined ? `"${hashes}` : `)${delimiter}"`;
    const close = this.#text.indexOf(closing, this.#at + opening.length);
    const isClosed = close >= 0 && close - this.#at < maxString;
    const end = isClosed ? close : Math.min(this.#at + maxString, this.#text.length);
    this.#addString(this.#text.slice(this.#at + opening.length, end), isClosed ? end + closing.length : end);
    return true;
  }

  #scanString(start: number, quote: string, isText: boolean, isVerbatim: boolean): void {
    const last = Math.min(this.#text.length, start + maxString);
    const ends = (char: string): boolean => char === quote || (char === "\n" && !isText);
    let at = start;
    let holes = 0;
    for (; at < last; at += 1) {
      const char = this.#text[at] ?? "";
      if (char === "\\" && !isVerbatim) at += this.#escapeAt(at);
      else if (quote === "`" && char === "$" && this.#text[at + 1] === "{") holes += 1;
      else if (holes > 0 && char === "}") holes -= 1;
      else if (holes === 0 && ends(char)) break;
    }
    const isClosed = this.#text[at] === quote;
    this.#addString(unescaped(this.#withHoles(this.#text.slice(start, at)), isVerbatim), isClosed ? at + 1 : at);
  }

  /** Writes the holes of Swift, `\(name)`, as other languages do. */
  #withHoles(text: string): string {
    if (this.#language !== "swift") return text;
    return text.replaceAll(/\\\(\s*([\w.]{1,60})[^()]{0,100}\)/g, (_, name: string) => `\${${name}}`);
  }

  /** Returns how many characters belong to a backslash: `(…)` of Swift, which may contain quotes, or one. */
  #escapeAt(backslash: number): number {
    if (this.#language !== "swift") return 1;
    let open = 0;
    for (let at = backslash + 1; at < backslash + maxHole; at += 1) {
      const char = this.#text[at];
      if (char === "(") open += 1;
      else if (char === ")") open -= 1;
      else if (char === "\n") return 1;
      if (open <= 0) return at - backslash;
    }
    return 1;
  }

  #addString(text: string, end: number): void {
    this.#add("string", text, Math.max(end, this.#at + 1));
  }

  #readPlain(char: string): void {
    // A name of Rust that is also a keyword: `r#type`.
    if (char === "r" && this.#language === "rust") this.#at += match(/r#(?=[a-z_])/y, this.#text, this.#at);
    this.#word.lastIndex = this.#at;
    const word = this.#word.exec(this.#text)?.[0];
    if (word !== undefined) {
      const name = this.#language === "php" ? word.slice(word.lastIndexOf("\\") + 1) : word;
      this.#add("word", name.replace(/^[$@]+/, ""), this.#at + word.length);
      return;
    }
    const digits = match(
      this.#language === "c"
        ? /0[xX][0-9a-fA-F']+[uUlL]*|\d[\d']*(?:\.\d+)?\w*/y
        : /0[xX][0-9a-fA-F_]+|\d[\d_]*(?:\.\d+)?\w*/y,
      this.#text,
      this.#at,
    );
    if (digits > 0) {
      this.#add("number", this.#text.slice(this.#at, this.#at + digits).replaceAll(/[_']/g, ""), this.#at + digits);
      return;
    }
    if (this.#readSpecial(char)) return;
    const mark =
      match(/\|>|=>|->|::|:=|===?|!==?|<=|>=|&&|\|\||\?\?|\?\.|\.{2,3}|[+\-*/.|]=|<-/y, this.#text, this.#at) || 1;
    this.#add("mark", this.#text.slice(this.#at, this.#at + mark), this.#at + mark);
  }

  /** Reads what only some languages have: lifetimes, symbols, sigils and regular expressions. */
  #readSpecial(char: string): boolean {
    if (this.#language === "rust" && char === "'") {
      // A lifetime or a character; neither holds a fact.
      this.#at += Math.max(1, match(/'(?:\\.[^']{0,8}|[^'\\\n])'|'\w+/y, this.#text, this.#at));
      return true;
    }
    if (/^(?:ruby|elixir)$/.test(this.#language) && char === ":" && this.#text[this.#at - 1] !== ":") {
      const length = match(/:[a-z_]\w*/iy, this.#text, this.#at);
      if (length > 0) {
        this.#add("symbol", this.#text.slice(this.#at + 1, this.#at + length), this.#at + length);
        return true;
      }
    }
    if (this.#language === "elixir" && (char === "~" || char === "?")) {
      // A sigil, such as `~r/["']/`, and a character, such as `?"`; neither holds a fact.
      this.#at += Math.max(1, match(sigil, this.#text, this.#at));
      return true;
    }
    if (char === "/" && this.#isRegExp(this.#tokens.at(-1))) {
      const length = match(
        /\/(?![*/\s])(?:\\.|\[(?:\\.|[^\]\\\n]){0,100}\]|[^/\\[\n]){1,200}\/[a-z]*/y,
        this.#text,
        this.#at,
      );
      if (length > 0) {
        this.#at += length;
        return true;
      }
    }
    return false;
  }

  #isRegExp(last: Token | undefined): boolean {
    if (this.#language !== "typescript" && this.#language !== "ruby") return false;
    return last === undefined || (last.type === "mark" ? !/^[)\]}]$/.test(last.text) : last.text === "return");
  }

  #add(type: Token["type"], text: string, end: number): void {
    const line = this.#line;
    const offset = this.#at;
    const column = offset - this.#lineStart + 1;
    const startsLine = this.#lastTokenLine !== line;
    this.#moveTo(end);
    this.#tokens.push({ type, text, offset, line, column, startsLine, endLine: this.#line });
    this.#lastTokenLine = this.#line;
  }

  #moveTo(end: number): void {
    for (let at = this.#text.indexOf("\n", this.#at); at >= 0 && at < end; at = this.#text.indexOf("\n", at + 1)) {
      this.#line += 1;
      this.#lineStart = at + 1;
    }
    this.#at = end;
  }

  #endOfLine(): number {
    const end = this.#text.indexOf("\n", this.#at);
    return end < 0 ? this.#text.length : end;
  }
}

/** Returns the length of the match at an offset; 0 if there is none. */
function match(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0].length ?? 0;
}

function unescaped(text: string, isVerbatim: boolean): string {
  if (isVerbatim || !text.includes("\\")) return text;
  return text.replaceAll(/\\(\r?\n\s*|.)/g, (_, char: string) => (char === "n" || char === "t" ? " " : char.trim()));
}
