import type { RecordedPart } from "../recording.ts";
import {
  codePath,
  fileOf,
  headersOf,
  keyPlaceholder,
  keyVariable,
  remedyLine,
  type Sample,
  type SampleSource,
  usesKey,
} from "./sample.ts";

/** Writes the sample for Python with requests. */
export function pythonSample(source: SampleSource): Sample {
  const { apiUrl, entry, request } = source;
  const { body } = request;
  const path = codePath(source);
  const isCode =
    path === undefined
      ? `response.status_code == ${entry.status}`
      : `${path.reduce<string>((text, key) => `${text}[${JSON.stringify(key)}]`, "body")} == ${JSON.stringify(entry.code)}`;
  const code = [
    ...(usesKey(source) ? ["import os", ""] : []),
    "import requests",
    "",
    "response = requests.request(",
    `    ${JSON.stringify(request.method)},`,
    `    ${JSON.stringify(apiUrl + request.path)},`,
    ...headerLines(source, body !== undefined && "json" in body),
    ...(body === undefined ? [] : bodyLines(body, fileOf(request))),
    "    timeout=30,",
    ")",
    "if not response.ok:",
    "    body = response.json()",
    `    if ${isCode}:`,
    `        print(${JSON.stringify(remedyLine(entry))})`,
    "    else:",
    "        response.raise_for_status()",
  ];
  return { label: "Python", language: "py", code: code.join("\n") };
}

function headerLines(source: SampleSource, isJson: boolean): readonly string[] {
  const key = `{os.environ['${keyVariable(source.contract)}']}`;
  const members = headersOf(source)
    // `json=` sets it.
    .filter(([name, value]) => !(isJson && /^content-type$/i.test(name) && value === "application/json"))
    .map(([name, value]) => `${JSON.stringify(name)}: ${withKey(value, key)}`);
  return members.length === 0 ? [] : [`    headers={${members.join(", ")}},`];
}

/** Writes a string, in which Python replaces the key. */
function withKey(value: string, key: string): string {
  const text = JSON.stringify(value);
  if (!value.includes(keyPlaceholder)) return text;
  return `f${text.replaceAll(/[{}]/g, "$&$&").replaceAll(keyPlaceholder, () => key)}`;
}

function bodyLines(body: NonNullable<SampleSource["request"]["body"]>, file: string): readonly string[] {
  if ("json" in body) return [`    json=${pythonLiteral(body.json, "    ")},`];
  if ("text" in body) return [`    data=${JSON.stringify(body.text)}.encode(),`];
  if ("form" in body) return ["    files=[", ...body.form.map((part) => `        ${partText(part)},`), "    ],"];
  return [`    data=open(${JSON.stringify(file)}, "rb"),`];
}

function partText({ name, fileName, type, content }: RecordedPart): string {
  if (fileName === undefined) {
    const text = "json" in content ? JSON.stringify(content.json) : "text" in content ? content.text : "";
    return `(${JSON.stringify(name)}, (None, ${JSON.stringify(text)}))`;
  }
  const typed = type === undefined ? "" : `, ${JSON.stringify(type)}`;
  return `(${JSON.stringify(name)}, (${JSON.stringify(fileName)}, open(${JSON.stringify(fileName)}, "rb")${typed}))`;
}

function pythonLiteral(value: unknown, indent: string): string {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value !== "object") return JSON.stringify(value) ?? "None";
  const inner = `${indent}    `;
  const items = Array.isArray(value)
    ? value.map((item) => pythonLiteral(item, inner))
    : Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${pythonLiteral(item, inner)}`);
  const [open, close] = Array.isArray(value) ? "[]" : "{}";
  const flat = `${open}${items.join(", ")}${close}`;
  if (flat.length + indent.length <= 90 && !flat.includes("\n")) return flat;
  return `${open}\n${items.map((item) => `${inner}${item},\n`).join("")}${indent}${close}`;
}
