declare const brand: unique symbol;

/** A nominal type: a `T` that a function has checked. An unchecked `T` in its place does not compile. */
export type Brand<T, Name extends string> = T & { readonly [brand]: Name };
