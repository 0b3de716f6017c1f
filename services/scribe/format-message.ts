import type { MessageFormatter } from "errata";
import { IntlMessageFormat } from "intl-messageformat";

/** Writes messages with `select`; what is not said is the arm `other`. */
export const formatMessage: MessageFormatter = (message, locale) => {
  const format = new IntlMessageFormat(message, locale);
  const names = [...message.matchAll(/\{(\w+), select,/g)].map(([, name = ""]) => name);
  const unsaid = Object.fromEntries(names.map((name) => [name, "other"]));
  return (details) => String(format.format({ ...unsaid, ...(details as Record<string, string> | undefined) }));
};
