import { bodyText } from "../describe/index.ts";
import { fileOf, headersOf, keyPlaceholder, keyVariable, type Sample, type SampleSource } from "./sample.ts";

/** Writes the sample for curl. */
export function curlSample(source: SampleSource): Sample {
  const { contract, apiUrl, request } = source;
  const { body, method, path } = request;
  const isDefault = method === (body === undefined ? "GET" : "POST");
  const headers = headersOf(source).map(
    ([name, value]) => `-H ${withKey(`${name}: ${value}`, `$${keyVariable(contract)}`)}`,
  );
  const lines = [
    `curl -i ${isDefault ? "" : `-X ${method} `}${quoted(apiUrl + path)}`,
    ...headers,
    ...dataOptions(source, fileOf(request)),
  ];
  return { label: "curl", language: "sh", code: lines.join(" \\\n  ") };
}

function dataOptions({ request: { body } }: SampleSource, file: string): readonly string[] {
  if (body === undefined) return [];
  if ("json" in body || "text" in body) return [`--data-raw ${quoted(bodyText(body))}`];
  if (!("form" in body)) return [`--data-binary @${file}`];
  return body.form.map(({ name, fileName, type, content }) => {
    if (fileName === undefined) return `-F ${quoted(`${name}=${bodyText(content)}`)}`;
    return `-F ${quoted(`${name}=@${fileName}${type === undefined ? "" : `;type=${type}`}`)}`;
  });
}

/** Quotes a text in which the shell replaces the key. */
function withKey(text: string, key: string): string {
  if (!text.includes(keyPlaceholder)) return quoted(text);
  return `"${text.replaceAll(/[\\"`$]/g, "\\$&").replaceAll(keyPlaceholder, () => key)}"`;
}

/** Quotes a text for a POSIX shell. */
function quoted(text: string): string {
  return /^[\w/:.@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
