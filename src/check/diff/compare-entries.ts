import type { Charged, Effect, Entry, Retry } from "../../contract/index.ts";
import { asCode, type Change, type ChangeSubject, change } from "./change.ts";
import { compareSchemas } from "./compare-schemas.ts";

/** Compares a code that both versions declare. */
export function compareEntries(before: Entry, after: Entry): readonly Change[] {
  const subject: ChangeSubject = { type: "code", name: after.code };
  return [
    ...compareCategory(before, after, subject),
    ...compareAdvice(before, after, subject),
    ...compareTexts(before, after, subject),
    ...compareSchemas(before.details, after.details).map(({ rule, text }) => change(rule, subject, text)),
    ...comparePrivateDetails(before, after, subject),
    ...compareHeaders(before, after, subject),
    ...compareLifecycle(before, after, subject),
  ];
}

function compareCategory(before: Entry, after: Entry, subject: ChangeSubject): readonly Change[] {
  const changes: Change[] = [];
  const moved = `The status changes from ${before.status} to ${after.status}.`;
  if (Math.floor(before.status / 100) !== Math.floor(after.status / 100))
    changes.push(change("status-class-changed", subject, `${moved} ${retryText(after.status)}`));
  else if (before.status !== after.status)
    changes.push(
      change("status-changed", subject, `${moved} Callers that decide by the status must handle ${after.status}.`),
    );
  if (before.kind !== after.kind)
    changes.push(
      change("kind-changed", subject, `The kind changes from ${asCode(before.kind)} to ${asCode(after.kind)}.`),
    );
  // A new kind brings its gRPC status, which needs no second report.
  else if (before.grpc !== after.grpc)
    changes.push(
      change("grpc-changed", subject, `The gRPC status changes from ${asCode(before.grpc)} to ${asCode(after.grpc)}.`),
    );
  if (before.parent !== after.parent && before.parent !== undefined)
    changes.push(
      change(
        "parent-changed",
        subject,
        `The parent was ${asCode(before.parent)} and is ${asCode(after.parent ?? "none")}.`,
      ),
    );
  return changes;
}

function retryText(status: number): string {
  return status >= 500
    ? "Generic clients retry it, and monitors count it as a failure of the server."
    : "Generic clients no longer retry it, and monitors count it as a mistake of the caller.";
}

function compareAdvice(before: Entry, after: Entry, subject: ChangeSubject): readonly Change[] {
  const changes: Change[] = [];
  if (before.retry !== after.retry) {
    const text = `Retry changes from ${asCode(before.retry)} to ${asCode(after.retry)}.`;
    changes.push(change(retryRule(before.retry, after.retry), subject, text));
  }
  if (before.effect !== after.effect) {
    const rule = effectRank[after.effect] > effectRank[before.effect] ? "effect-weakened" : "effect-strengthened";
    changes.push(change(rule, subject, `The effect changes from ${asCode(before.effect)} to ${asCode(after.effect)}.`));
  }
  if (before.charged !== after.charged) {
    const verdict = chargedRank[after.charged] > chargedRank[before.charged] ? "breaking" : "safe";
    const text = `The request was charged ${asCode(before.charged)} and is charged ${asCode(after.charged)}.`;
    changes.push(change("charged-changed", subject, text, { verdict }));
  }
  const [scope, newScope] = [before.limitScope ?? "operation", after.limitScope ?? "operation"];
  if (scope !== newScope)
    changes.push(change("limit-scope-changed", subject, `The limit covered the ${scope} and covers the ${newScope}.`));
  const [remedy, newRemedy] = [remedyText(before), remedyText(after)];
  if (remedy !== newRemedy)
    changes.push(change("remedy-changed", subject, `The remedy was ${asCode(remedy)} and is ${asCode(newRemedy)}.`));
  return changes;
}

function retryRule(before: Retry, after: Retry): "retry-forbidden" | "retry-allowed" | "retry-changed" {
  if (after === "never") return "retry-forbidden";
  return before === "never" ? "retry-allowed" : "retry-changed";
}

const effectRank: Readonly<Record<Effect, number>> = { none: 0, unknown: 1, applied: 2 };
const chargedRank: Readonly<Record<Charged, number>> = { never: 0, maybe: 1 };

function remedyText({ remedy }: Entry): string {
  return `${remedy.action} by ${remedy.actor}`;
}

function compareTexts(before: Entry, after: Entry, subject: ChangeSubject): readonly Change[] {
  const changes: Change[] = [];
  if (words(before.when) !== words(after.when))
    changes.push(change("when-changed", subject, `The condition was "${before.when}" and is "${after.when}"`));
  if (before.title !== after.title)
    changes.push(
      change("title-changed", subject, `The title was ${asCode(before.title)} and is ${asCode(after.title)}.`),
    );
  const [hidden, stillHidden] = [new Set(before.masks), new Set(after.masks)];
  const revealed = before.masks.filter((cause) => !stillHidden.has(cause));
  const newlyHidden = after.masks.filter((cause) => !hidden.has(cause));
  if (revealed.length + newlyHidden.length > 0) {
    const parts = [
      revealed.length === 0 ? [] : [`No longer hidden: ${revealed.map(asCode).join(", ")}.`],
      newlyHidden.length === 0 ? [] : [`Newly hidden: ${newlyHidden.map(asCode).join(", ")}.`],
    ];
    changes.push(change("masks-changed", subject, parts.flat().join(" ")));
  }
  if (before.docsUrl !== after.docsUrl && before.docsUrl !== undefined)
    changes.push(
      change("docs-url-changed", subject, `The page moves from ${before.docsUrl} to ${after.docsUrl ?? "nowhere"}.`),
    );
  return changes;
}

/** Case, spaces and punctuation do not change the meaning of a sentence. */
function words(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

function comparePrivateDetails(before: Entry, after: Entry, subject: ChangeSubject): readonly Change[] {
  // A detail that is removed is reported as such.
  const members = (after.details?.properties ?? {}) as object;
  const revealed = before.private.filter((name) => !after.private.includes(name) && Object.hasOwn(members, name));
  const added = after.private.filter((name) => !before.private.includes(name));
  return [
    ...revealed.map((name) => change("private-changed", subject, `${asCode(name)} can now be stored and logged.`)),
    ...added.map((name) =>
      change("private-changed", subject, `${asCode(name)} is no longer stored or logged.`, { verdict: "safe" }),
    ),
  ];
}

function compareHeaders(before: Entry, after: Entry, subject: ChangeSubject): readonly Change[] {
  const now = new Map(Object.entries(after.headers).map(([name, value]) => [name.toLowerCase(), value]));
  const old = new Map(Object.entries(before.headers).map(([name, value]) => [name.toLowerCase(), value]));
  const changes = Object.entries(before.headers).flatMap(([name, value]): readonly Change[] => {
    const next = now.get(name.toLowerCase());
    if (next === undefined) return [change("header-removed", subject, `${asCode(name)} is no longer sent.`)];
    if (next === value) return [];
    return [change("header-changed", subject, `${asCode(name)} was ${asCode(value)} and is ${asCode(next)}.`)];
  });
  const added = Object.keys(after.headers).filter((name) => !old.has(name.toLowerCase()));
  return [...changes, ...added.map((name) => change("header-added", subject, `${asCode(name)} is sent.`))];
}

function compareLifecycle(before: Entry, after: Entry, subject: ChangeSubject): readonly Change[] {
  const changes: Change[] = [];
  const instead = after.replacedBy === undefined ? "" : ` Use ${asCode(after.replacedBy)} instead.`;
  if (before.deprecated === undefined && after.deprecated !== undefined) {
    const rule = after.sunset === undefined ? "deprecation-incomplete" : "code-deprecated";
    const until = after.sunset === undefined ? "" : ` It is sent until ${after.sunset} at least.`;
    changes.push(change(rule, subject, `The code is deprecated.${until}${instead}`));
  }
  if (before.deprecated !== undefined && after.deprecated === undefined)
    changes.push(change("deprecation-withdrawn", subject, "The code is no longer deprecated."));
  else if (before.sunset !== undefined && before.sunset !== after.sunset) {
    const isLater = after.sunset !== undefined && after.sunset > before.sunset;
    const text = `The sunset moves from ${before.sunset} to ${after.sunset ?? "no date"}.`;
    changes.push(change(isLater ? "sunset-extended" : "sunset-moved", subject, text));
  }
  return changes;
}
