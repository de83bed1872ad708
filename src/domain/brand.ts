declare const brand: unique symbol;

/** A `T` that only its own constructor function makes, so that an unchecked value cannot stand in for it. */
export type Brand<T, Name extends string> = T & { readonly [brand]: Name };
