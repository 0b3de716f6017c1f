import type { JSX } from "hono/jsx/jsx-runtime";
import { textParts } from "../describe/index.ts";

/** Shows a text of the contract, with code between backticks. */
export function Text({ text }: { readonly text: string }): JSX.Element {
  return <>{textParts(text).map((part) => (part.isCode ? <code>{part.text}</code> : part.text))}</>;
}
