import type { ContractMetadata, EnvelopeShape } from "../metadata.ts";
import { parseKnownFormats } from "./parse-known-formats.ts";
import { getOwn } from "./untrusted-input.ts";

/** Whether, or by which test of the parsed body, a 2xx response is recognised as an error. */
export type ErrorDetection = boolean | ((body: unknown) => boolean);

/**
 * Returns whether the body of a 2xx response is an error. With contract metadata, only the contract's own envelopes are.
 * Without metadata, only a body that consists of an error member is; a body with any other data is a success.
 *
 * @param detection `false` for never; a function to decide about each body. @default true
 */
export function isErrorBody(body: unknown, metadata?: ContractMetadata, detection: ErrorDetection = true): boolean {
  if (typeof detection === "function") return detection(body);
  if (!detection || typeof body !== "object" || !body) return false;
  if (metadata?.envelopes) return metadata.envelopes.some((envelope) => hasEnvelope(body, envelope, metadata));
  const member = getOwn(body, "error") || getOwn(body, "errors");
  const [error] = [member === true ? getOwn(body, "message") : member].flat();
  // An error says what went wrong, as a text or in an object. `{ "row": 3 }` says nothing.
  const { code, message } = parseKnownFormats({ error }, 0);
  return Boolean(code ?? message) && hasNoData(body);
}

function hasEnvelope(
  body: object,
  { required, code, members, isDistinct }: EnvelopeShape,
  { codes }: ContractMetadata,
): boolean {
  const valueAt = (path: EnvelopeShape["code"][number]): unknown => path.reduce(getOwn, body as unknown);
  return (
    required.every(({ path, value }) =>
      value === undefined ? typeof valueAt(path) === "string" : valueAt(path) === value,
    ) &&
    (!members || hasNoData(body, members)) &&
    (isDistinct || code.some((path) => getOwn(codes, valueAt(path))))
  );
}

/** A member that is not data, as `name=JSON`: it is empty, announces a failure, or describes an error or its request. */
const noData =
  /^(.*=(null|"")|(success|ok)=false|(status|type)="?(err\w*|fail(ure)?|[45]..)"?|(data|result|messages)=\W\W|(errors?|extensions|meta)=.*|(error\w+|messages?|msg|details?|request_?id|needed|provided)=[^[{].*|code=\d+)$/i;

/** Returns whether a body has no data, apart from the given members. */
function hasNoData(body: object, members: readonly string[] = []): boolean {
  return Object.entries(body).every(
    ([name, value]) => members.includes(name) || noData.test(`${name}=${JSON.stringify(value)}`),
  );
}
