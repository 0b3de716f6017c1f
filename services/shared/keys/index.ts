/** Defines the life of the keys of every API: expiry by default, rotation with a grace period, and what a list shows. */

export { expiresInDays, expiryOf, keyDays, tokenDays } from "./expiry.ts";
export { findRotatable } from "./find-rotatable.ts";
export { keyTimes, optionalTime, readTimes } from "./key-times.ts";
export { listKeys, revocationNote } from "./list-keys.ts";
export { rotateKey } from "./rotate-key.ts";
export { RotatedKey, Rotation, readRotation, rotationNote } from "./rotation.ts";
export { rotationCodes, rotationErrors, secretErrors } from "./rotation-errors.ts";
