import type { JSX } from "hono/jsx/jsx-runtime";
import { bodyText, type ShownRequest } from "../describe/index.ts";
import { CodeBlock, formatJson } from "./code-block.tsx";

/** Longest line of a request's body in characters: requests are shown beside each other. */
const lineLength = 44;

/** Shows a request as it is sent. */
export function Request({ request }: { readonly request: ShownRequest }): JSX.Element {
  const { method, path, headers, body, raw } = request;
  if (raw !== undefined) return <CodeBlock code={raw.replaceAll("\r\n", "\n").trimEnd()} language="text" />;
  const head = `${method} ${path}${headerLines(headers)}`;
  return <CodeBlock code={withBody(head, body === undefined ? "" : bodyText(body), lineLength)} language="http" />;
}

interface ResponseProps {
  readonly statusLine: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Longest line of the body in characters. @default that of a body with the width of the page */
  readonly width?: number;
}

/** Shows a response as it is sent. */
export function Response({ statusLine, headers, body, width }: ResponseProps): JSX.Element {
  return <CodeBlock code={withBody(statusLine + headerLines(headers), body, width)} language="http" />;
}

function headerLines(headers: Readonly<Record<string, string>>): string {
  return Object.entries(headers)
    .map(([name, value]) => `\n${name}: ${value}`)
    .join("");
}

function withBody(head: string, body: string, width?: number): string {
  return body === "" ? head : `${head}\n\n${formatJson(body, width)}`;
}
