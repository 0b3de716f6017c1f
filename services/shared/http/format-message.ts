import type { MessageFormatter } from "errata";
import { IntlMessageFormat } from "intl-messageformat";

/** Formats messages with `select`. A missing detail selects the arm `other`. */
export const formatMessage: MessageFormatter = (message, locale) => {
  const format = new IntlMessageFormat(message, locale);
  const names = [...message.matchAll(/\{(\w+), select,/g)].map(([, name = ""]) => name);
  const defaults = Object.fromEntries(names.map((name) => [name, "other"]));
  return (details) => String(format.format({ ...defaults, ...(details as Record<string, string> | undefined) }));
};
