import type { JSX } from "hono/jsx/jsx-runtime";
import { requireValue } from "../../contract/faults/arguments.ts";
import { breakable } from "./section.tsx";

/** Language of a code block; `http` is a response with headers and a JSON body. */
export type CodeLanguage = "ts" | "py" | "sh" | "json" | "http" | "text";

/** Shows code with its syntax coloured. Long lines wrap, so nothing is cut off. */
export function CodeBlock({ code, language }: { readonly code: string; readonly language: CodeLanguage }): JSX.Element {
  return (
    <pre tabindex={0}>
      <code>
        {tokens(code, language).map(([type, text]) =>
          type === undefined ? text : <span class={type}>{type === "h" ? breakable(text) : text}</span>,
        )}
      </code>
    </pre>
  );
}

/**
 * Returns code as the HTML of a `pre` element with its syntax coloured, for pages of your own that look the same.
 *
 * @param language `ts`, `js`, `json`, `sh`, `py` or `http`; code in any other is not coloured
 * @example
 * ```ts
 * import { codeBlock } from "errata/reference";
 *
 * codeBlock('{"sku": "a <b>"}', "json"); // <pre tabindex="0"><code>{<span class="k">&quot;sku&quot;</span>: …
 * ```
 */
export function codeBlock(code: string, language: string): string {
  requireValue("codeBlock: code", code, "string");
  return String(<CodeBlock code={code} language={languageOf(language)} />);
}

/** Returns the language of a name as Markdown has it. */
export function languageOf(name: string): CodeLanguage {
  return languages.get(name) ?? "text";
}

/** Formats JSON so that short values stay on one line; returns other text unchanged. */
export function formatJson(text: string, width = 78): string {
  try {
    return formatted(JSON.parse(text), "", width);
  } catch {
    return text;
  }
}

function formatted(value: unknown, indent: string, width: number): string {
  const flat = spaced(value);
  if (typeof value !== "object" || value === null || flat.length + indent.length <= width) return flat;
  const inner = `${indent}  `;
  const isList = Array.isArray(value);
  const items = isList
    ? value.map((item) => formatted(item, inner, width))
    : Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${formatted(item, inner, width)}`);
  const [open, close] = isList ? "[]" : "{}";
  return `${open}\n${items.map((item) => inner + item).join(",\n")}\n${indent}${close}`;
}

function spaced(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(spaced).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${spaced(item)}`);
  return members.length === 0 ? "{}" : `{ ${members.join(", ")} }`;
}

const languages: ReadonlyMap<string, CodeLanguage> = new Map([
  ["ts", "ts"],
  ["js", "ts"],
  ["py", "py"],
  ["python", "py"],
  ["sh", "sh"],
  ["json", "json"],
  ["http", "http"],
]);

type Token = readonly [type: "k" | "s" | "n" | "c" | "h" | undefined, text: string];

const json = /(?<k>"(?:[^"\\]|\\.)*"(?=\s*:))|(?<s>"(?:[^"\\]|\\.)*")|(?<n>\b(?:true|false|null)\b|-?\b\d[\d.eE+-]*)/g;
const patterns: Readonly<Record<Exclude<CodeLanguage, "http" | "text">, RegExp>> = {
  json,
  ts: /(?<c>\/\/.*|\/\*[\s\S]*?\*\/)|(?<s>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`)|(?<k>(?<![.\w])(?:import|export|default|from|type|interface|class|extends|function|const|let|async|await|if|else|new|return|for|of|throw|try|catch|finally|typeof|instanceof|satisfies|declare|readonly)\b(?!["':?]))|(?<n>\b(?:\d[\d_.]*|true|false|null|undefined)\b)/g,
  py: /(?<c>#.*)|(?<s>"""[\s\S]*?"""|f?"(?:[^"\\\n]|\\.)*")|(?<k>\b(?:import|from|as|def|class|return|raise|try|except|finally|with|while|if|elif|else|not|and|or|is|for|in|break|continue|pass|lambda|print)\b)|(?<n>\b(?:\d[\d_.]*|True|False|None)\b)/g,
  sh: /(?<c>^#.*)|(?<s>"(?:[^"\\]|\\.)*"|'[^']*')|(?<k>^curl\b|\s-{1,2}[A-Za-z][\w-]*)/gm,
};

function tokens(code: string, language: CodeLanguage): readonly Token[] {
  if (language === "text") return [[undefined, code]];
  if (language !== "http") return matches(code, patterns[language]);
  const [head = "", ...rest] = code.split("\n\n");
  const [statusLine = "", ...headers] = head.split("\n");
  const parts: Token[] = [["h", statusLine]];
  if (headers.length > 0) parts.push(["c", `\n${headers.join("\n")}`]);
  return rest.length === 0 ? parts : [...parts, [undefined, "\n\n"], ...matches(rest.join("\n\n"), json)];
}

function matches(code: string, pattern: RegExp): readonly Token[] {
  const parts: Token[] = [];
  let end = 0;
  for (const match of code.matchAll(pattern)) {
    const [type] = Object.entries(match.groups ?? {}).find(([, text]) => text !== undefined) ?? [];
    if (match.index > end) parts.push([undefined, code.slice(end, match.index)]);
    parts.push([type as Token[0], match[0]]);
    end = match.index + match[0].length;
  }
  return end < code.length ? [...parts, [undefined, code.slice(end)]] : parts;
}
