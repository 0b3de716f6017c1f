/** Describes a field that fits its schema, but not what the service knows. */
export function invalidField(
  field: string,
  message: string,
): { field: string; location: "body"; code: "invalid"; message: string } {
  return { field, location: "body", code: "invalid", message };
}
