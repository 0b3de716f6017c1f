import type { Reading, SourceText } from "./facts.ts";
import { sentWithoutCode } from "./source/index.ts";

/** Explains why sources have no codes, and says what to pass instead. */
export function adviceFor(
  sources: readonly SourceText[],
  readings: readonly Reading[],
  proposesCodes: boolean,
): string {
  const [only, ...others] = sources;
  const own = only === undefined || others.length > 0 ? undefined : adviceForPage(only);
  if (own !== undefined) return own;
  if (!proposesCodes && readings.some(({ unread }) => unread.some(({ reason }) => reason.startsWith(sentWithoutCode))))
    return "The sources send errors without a code; proposeCodes (--repo) proposes one for each that several places send.";
  const isStatusList = readings.some(({ decoys }) =>
    decoys.some(({ reason }) => reason.startsWith("a bare HTTP status")),
  );
  if (isStatusList)
    return "The sources list HTTP statuses, which are not codes. Pass the page that lists the codes in the bodies of errors, or recorded exchanges (--har).";
  return "Pass the page, folder or file that lists them.";
}

function adviceForPage({ file, text }: SourceText): string | undefined {
  if (text.trim() === "") return `${file} is empty.`;
  const start = text.slice(0, 200_000);
  if (!/<(?:html|head|body|script)\b/i.test(start)) return undefined;
  const viewer = viewers.find(([, pattern]) => pattern.test(start));
  const [, address] =
    /\b(?:spec-url|data-url|apidescriptionurl|url)\s*[=:]\s*["']([^"'\s]{1,300}\.(?:json|ya?ml)[^"'\s]{0,100})["']/i.exec(
      start,
    ) ?? [];
  if (viewer !== undefined && address !== undefined)
    return `${file} is a page of ${viewer[0]}, which loads ${address}. Pass that document.`;
  if (viewer !== undefined) return `${file} is a page of ${viewer[0]}. Pass the OpenAPI document that it loads.`;
  if (/<input\b[^>]{0,200}type=["']?password/i.test(start))
    return `${file} is a page to sign in. Pass the text of the page behind it: copy it in a browser, and run "errata adopt -" to paste it.`;
  const words = start.replaceAll(/<(script|style|noscript|head)\b[\s\S]*?<\/\1>|<[^>]{0,2000}>/gi, " ").trim();
  if (/<script\b/i.test(start) && words.length < 200)
    return `${file} builds its text with JavaScript, which is not run. Copy the text of the page in a browser, and run "errata adopt -" to paste it.`;
  return undefined;
}

/** Programs that show OpenAPI documents, and what their pages have. */
const viewers: readonly (readonly [string, RegExp])[] = [
  ["Swagger UI", /swagger-ui|SwaggerUIBundle/],
  ["Redoc", /<redoc\b|redoc\.standalone|Redoc\.init/i],
  ["Scalar", /@scalar\/api-reference|scalar\.createApiReference/i],
  ["Stoplight Elements", /<elements-api\b/i],
  ["RapiDoc", /<rapi-doc\b/i],
];
