import { statusOfPhrase } from "../../names/index.ts";

/** Objects whose functions create an error with a status, such as `Boom.conflict`. */
export const factories: RegExp =
  /^(?:Boom|createError|createHttpError|HttpErrors?|httpErrors|errors|Results|TypedResults|HttpResponse|status)$/;
/** Classes of errors and of their bodies, whose functions may be named after statuses, such as `ErrorModel.forbidden`. */
const errorClasses = /^(?:[A-Z]\w*)?Errors?(?:Model|Response|Body|Object|Info)?$/;

/** Returns the status after which a function of a class of errors is named: `Error.NotFound`, `ErrorModel::internal`. */
export function statusOfFactory(callee: readonly string[]): number | undefined {
  const [owner = "", name = ""] = callee.slice(-2);
  const status = errorClasses.test(owner) ? (statusOfPhrase(name) ?? statusOfPhrase(`${name}error`)) : undefined;
  return status !== undefined && status >= 400 ? status : undefined;
}

/** Functions that send a response, which is an error if it has such a status. */
export const responders: RegExp =
  /^(?:json|abort|send|end|fail|problem|throw|halt|render|text|body|respond|respond_?text|(?:json_?|next_?)?response(?:_?entity)?|status_?code|abort_?with_?status_?json|string|return)$/i;

/** Returns the status of a helper that responds: `return Conflict(new { code = "X" })`. */
export function statusOfResponder(names: readonly (string | undefined)[]): number | undefined {
  const name = names.findLast(
    (one) =>
      one !== undefined &&
      /^(?:BadRequest|NotFound|Conflict|Unauthorized|UnprocessableEntity|badRequest|notFound|conflict|unauthorized|forbidden)$/.test(
        one,
      ),
  );
  return name === undefined ? undefined : statusOfPhrase(name);
}
