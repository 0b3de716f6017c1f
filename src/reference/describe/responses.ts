import { STATUS_CODES } from "node:http";
import type { AnyContract, Entry, Json, MessageFormatter } from "../../contract/index.ts";
import type { Envelope } from "../../envelope/index.ts";
import type { Recording } from "../recording.ts";
import { indexOf } from "./contract-index.ts";

/** One form of a code's response. */
export interface ShownResponse {
  /** Name of the form: "JSON", "problem+json", "Deutsch". */
  readonly label: string;
  /** Request header that asks for this form; undefined for the default. */
  readonly request: string | undefined;
  readonly statusLine: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The body as it is sent. */
  readonly body: string;
  /** Whether a test recorded the response; otherwise it is rendered from the contract. */
  readonly isRecorded: boolean;
}

/**
 * Returns every form in which a code can be sent: as recorded, as problem+json, and in each other language. The other forms
 * are rendered from the details of the recording.
 */
export function responsesOf(
  contract: AnyContract,
  entry: Entry,
  recording: Recording | undefined,
  formatter?: MessageFormatter,
): readonly ShownResponse[] {
  const { envelopes, problem } = indexOf(contract);
  const envelope = envelopes.of(entry);
  const recorded = recording?.exchanges.at(-1)?.response;
  const firstLine = statusLine(entry.status);
  const wire = recorded?.text === undefined ? undefined : envelope.parse(entry.status, recorded.text);
  const headers = recorded?.headers ?? { "Content-Type": envelope.mediaType };
  const first: ShownResponse = {
    label: envelope.mediaType === "application/json" ? "JSON" : envelope.mediaType.replace(/^application\//, ""),
    request: undefined,
    statusLine: firstLine,
    headers,
    body: recorded === undefined ? JSON.stringify(envelope.example(entry)) : (recorded.text ?? ""),
    isRecorded: recorded !== undefined,
  };
  const requestId = wire?.requestId ?? headerOf(headers, "x-request-id");
  const docsUrl = docsUrlOf(entry, recording, wire?.docsUrl);
  const linked: Entry = docsUrl === undefined ? entry : Object.create(entry, { docsUrl: { value: docsUrl } });
  const rendered = (form: Envelope, language: string): string => {
    if (recorded !== undefined && wire === undefined) return JSON.stringify(form.example(linked));
    const values = recorded === undefined ? sampleOf(form, entry) : { details: wire?.details, requestId };
    const format = contract.formatOf(entry, language, formatter);
    return form.renderer(linked, format)(definedOnly(values));
  };
  const other = (label: string, request: string, form: Envelope, language: string): ShownResponse => {
    const body = rendered(form, language);
    const own = { "content-type": form.mediaType, "content-length": String(Buffer.byteLength(body)) };
    const sent = Object.entries(headers)
      // A form with a field for the address of the page has no header for it.
      .filter(([name]) => !(name.toLowerCase() === "link" && form.fields.docsUrl))
      .map(([name, value]) => [name, own[name.toLowerCase() as keyof typeof own] ?? value]);
    return {
      label,
      request,
      statusLine: firstLine,
      headers: { ...Object.fromEntries(sent), ...languageHeader(contract, headers, language) },
      body,
      isRecorded: false,
    };
  };
  const forms = [first];
  if (envelope.mediaType !== "application/problem+json") {
    forms.push(other("problem+json", "Accept: application/problem+json", problem, contract.language));
  }
  for (const language of contract.languages.slice(1))
    forms.push(other(nameOfLanguage(language), `Accept-Language: ${language}`, envelope, language));
  return forms;
}

/** Returns the first line of a response: `HTTP/1.1 404 Not Found`. */
export function statusLine(status: number): string {
  return `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}`.trimEnd();
}

/** Returns the address of a code's page: that of the contract, or the one that the recorded response has. */
export function docsUrlOf(entry: Entry, recording: Recording | undefined, inBody?: string): string | undefined {
  const link = headerOf(recording?.exchanges.at(-1)?.response.headers ?? {}, "link");
  return entry.docsUrl ?? inBody ?? /<([^>]*)>;\s*rel="?help"?/.exec(link ?? "")?.[1];
}

function headerOf(headers: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.entries(headers).find(([each]) => each.toLowerCase() === name)?.[1];
}

function sampleOf(form: Envelope, entry: Entry): { details?: unknown; requestId?: string } {
  const wire = form.parse(entry.status, JSON.stringify(form.example(entry) as Json));
  return { details: wire?.details, ...(wire?.requestId === undefined ? {} : { requestId: wire.requestId }) };
}

function definedOnly(values: { readonly details?: unknown; readonly requestId?: string | undefined }): {
  details?: unknown;
  requestId?: string;
} {
  return {
    ...(values.details === undefined ? {} : { details: values.details }),
    ...(values.requestId === undefined ? {} : { requestId: values.requestId }),
  };
}

/** Replaces the header under the name that the response has. */
function languageHeader(
  { languages }: AnyContract,
  headers: Readonly<Record<string, string>>,
  language: string,
): Readonly<Record<string, string>> {
  const name = Object.keys(headers).find((each) => each.toLowerCase() === "content-language") ?? "Content-Language";
  return languages.length > 1 ? { [name]: language } : {};
}

/** Returns the name of a language in itself, such as "français". */
function nameOfLanguage(tag: string): string {
  const name = languageNames.get(tag) ?? new Intl.DisplayNames([tag], { type: "language" }).of(tag) ?? tag;
  languageNames.set(tag, name);
  return name;
}

/** Cached, because creating the names of a language is slow. */
const languageNames = new Map<string, string>();
