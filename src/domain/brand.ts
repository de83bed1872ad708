declare const brand: unique symbol;

/** A `T` that only the function of its name makes, after checking it; an unchecked `T` does not compile in its place. */
export type Brand<T, Name extends string> = T & { readonly [brand]: Name };
