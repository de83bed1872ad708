declare const brand: unique symbol;

/** A `T` that was checked by the function of its name, so that an unchecked value cannot stand in for it. */
export type Brand<T, Name extends string> = T & { readonly [brand]: Name };
