declare const brand: unique symbol;

/** A nominal type: only the function that checks a `T` returns it, and an unchecked `T` does not compile in its place. */
export type Brand<T, Name extends string> = T & { readonly [brand]: Name };
