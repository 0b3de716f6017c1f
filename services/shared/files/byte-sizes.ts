/** Bytes of one megabyte, as the limit of reports counts: decimal would refuse files that file managers show as 25 MB. */
export const MB: number = 1024 * 1024;

/** Bytes of one gigabyte, as storage is sold: decimal. */
export const GB: number = 1_000_000_000;
