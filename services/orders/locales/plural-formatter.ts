import type { FormatMessage, MessageFormatter } from "errata";
import { IntlMessageFormat } from "intl-messageformat";

/** Formats messages with plural and select, which the core does not support. */
export const pluralFormatter: MessageFormatter = (message, language): FormatMessage => {
  const format = new IntlMessageFormat(message, language);
  return (details) => String(format.format(details as Record<string, string | number>));
};
