/** Words of names and texts that describe failures. */
const failures: ReadonlySet<string> = new Set(
  "abort aborted abuse already bad banned blocked broken cancelled canceled cannot cant collision conflict conflicting conflicts corrupt corrupted couldnt crash declined denied deny disallowed disabled dup duplicate duplicated empty exceed exceeded exceeds exhausted exist exists expired fail failed fails failure fault forbidden gone illegal inactive incompatible incorrect inexistent insufficient interrupted invalid invalidated locked malformed mismatch mismatched missing negative nonexistent not outdated overflow overlap overload overloaded prohibited rejected refused required restricted revoked stale suspended throttled throttling timeout timedout toolarge toomany unable unauthenticated unauthorized unauthorised unavailable unaccepted unacceptable unconfirmed undefined underfunded unexpected unhandled unimplemented unknown unprocessable unreachable unreadable unrecognised unrecognized unresolved unspecified unsupported untrusted unverified violated violates violation wrong".split(
    " ",
  ),
);

/** Phrases of texts that describe failures. Single words such as "not" are too common in texts. */
const phrases =
  /\b(?:invalid|fail(?:s|ed|ure)?|denied|forbidden|unauthori[sz]ed|expired|exceed(?:s|ed)?|unsupported|unavailable|unexpected|duplicated?|mismatch|time(?:d )?-?out|cannot|can ?not|can['’]t|could ?n[o'’]t|unable|malformed|illegal|incorrect|wrong|reject(?:s|ed)|refused|insufficient|unknown|missing|already|conflicts?|error|exception|blocked|banned|locked|suspended|disabled|revoked|violat(?:es|ed|ion)|too (?:many|large|long|short|old|small|big|much|few|low|high|early|late)|no (?:such|longer|valid|permission|access|matching)|(?:is|are|was|were|do|does|did|has|have|had)(?: ?not|n['’]t)|not (?:\w+ed|found|exist|valid|available|match|enough|set)|limit reached|out of range)\b|不|无|错误|失败|异常|已存在|超过|缺少|未|없|않|실패|오류|만료|초과|이미|エラー|失敗|ません/i;

/** Returns whether a name, such as `CARD_EXPIRED`, has a word that describes a failure. */
function namesFailure(name: string): boolean {
  const words = name
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z]+/);
  // Fields such as `error_description` begin with "error"; names of errors end with it.
  if (words.length > 1 && /^(?:err|errors?|exception)$/.test(words.at(-1) ?? "")) return true;
  return words.some(
    (word, index) =>
      failures.has(word) ||
      (index < words.length - 1 &&
        (word === "no" || word === "too" || word === "non" || word === "out" || word === "over")) ||
      (/^(?:un|in|dis|mis|non)/.test(word) && failures.has(word.replace(/^(?:dis|mis|non|un|in)/, ""))),
  );
}

/** Returns whether a text describes a failure. */
export function describesFailure(text: string): boolean {
  return /\s|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]/.test(text.trim())
    ? phrases.test(text.slice(0, 200))
    : namesFailure(text);
}

/** Returns whether most of several texts describe failures. One or two texts are not evidence. */
export function mostlyFailures(texts: readonly string[]): boolean {
  return texts.length > 2 && texts.filter(describesFailure).length * 2 >= texts.length;
}
