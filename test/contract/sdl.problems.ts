/**
 * What is wrong with a type of the SDL, held against a type of the official SDK. Each problem is a text type that begins
 * with the name of the field, so that it stands in the compiler's message. No problem is `[never]`.
 */

/** Does not compile where there is a problem; the message shows them all. */
export type Holds<Problems extends readonly [never]> = Problems

/**
 * An object type and the row that REST answers. Fields that hold objects beyond the row are relations.
 * @typeParam Computed leaf fields that no row has
 * @typeParam Recast fields whose type differs from REST's by design
 */
export type Row<Name extends string, Sdl, Rest, Computed extends string = never, Recast extends string = never> = [
  RowFields<Name, Sdl, Rest, Computed, Recast>[KeysOf<Sdl> | KeysOf<Rest>],
]

/** A filter input and the filter of a search. */
export type Filter<Name extends string, Sdl, Rest> = [
  FilterFields<Name, Sdl, Rest>[KeysOf<Sdl> | WithoutDollar<KeysOf<Rest>>],
]

/** The fields that a search sorts by. */
export type Sort<Name extends string, Sdl extends string, Rest extends string> = [
  | Texts<Name, Exclude<Rest, Sdl>, 'the SDL lacks this sort field'>
  | Texts<Name, Exclude<Sdl, Rest>, 'REST does not sort by this'>,
]

/** The names that REST tells alternatives apart by, and the fields that stand for them. */
export type Alternatives<Name extends string, Sdl extends string, Rest extends string> = [
  | Texts<Name, Exclude<Rest, Sdl>, 'the SDL lacks this alternative'>
  | Texts<Name, Exclude<Sdl, Rest>, 'REST has no such alternative'>,
]

/**
 * An input object and what REST takes for it. The SDL may be stricter than REST, never laxer.
 * @typeParam Without what REST takes and the gateway sets itself
 */
export type Input<Name extends string, Sdl, Rest, Without extends string = never> = [
  InputFields<Name, Sdl, Rest>[KeysOf<Sdl> | Exclude<KeysOf<Rest>, Without>],
]

/** What an operation of the SDK takes: its path's parameters and its body, side by side. */
export type Request<Data> = Part<Data, 'path'> & Part<Data, 'body'>

/** A body whose parts stand in one of its fields. */
export type Flattened<Type, Field extends keyof Type> = Omit<Type, Field> & Known<NonNullable<Type[Field]>>

/** A type with other names for its fields, in each of its alternatives. */
export type Renamed<Type, Names> = Type extends unknown
  ? { [Key in keyof Known<Type> as Key extends keyof Names ? Names[Key] & PropertyKey : Key]: Known<Type>[Key] }
  : never

/** The names of a type's fields, of all alternatives. */
export type KeysOf<Type> = Type extends unknown ? keyof Known<Type> & string : never

type RowFields<Name extends string, Sdl, Rest, Computed, Recast> = {
  [Key in KeysOf<Sdl> | KeysOf<Rest>]: Key extends '__typename'
    ? never
    : Key extends KeysOf<Sdl>
      ? Key extends KeysOf<Rest>
        ?
            | (MayBeNull<Value<Rest, Key>> extends true
                ? IsRequired<Sdl, Key> extends true
                  ? `${Name}.${Key}: is non-null in the SDL, but may be null or absent in REST`
                  : never
                : never)
            | (Key extends Recast ? never : Values<`${Name}.${Key}`, Value<Sdl, Key>, Value<Rest, Key>>)
        : Key extends Computed
          ? never
          : IsObjectType<Value<Sdl, Key>> extends true
            ? never
            : `${Name}.${Key}: the row has no such field`
      : `${Name}.${Key}: the SDL lacks this field of the row`
}

type FilterFields<Name extends string, Sdl, Rest> = {
  [Key in KeysOf<Sdl> | WithoutDollar<KeysOf<Rest>>]: Key extends KeysOf<Sdl>
    ? RestName<Key, Rest> extends never
      ? `${Name}.${Key}: REST has no such filter`
      : Operators<
          `${Name}.${Key}`,
          NonNullable<Value<Sdl, Key>>,
          OperatorsIn<Value<Rest, RestName<Key, Rest>>>,
          Value<Rest, RestName<Key, Rest>>
        >
    : `${Name}.${Key}: the SDL lacks this filter`
}

type Operators<Path extends string, Sdl, RestOperators, Rest> = [RestOperators] extends [never]
  ? 'eq' extends keyof Sdl
    ? `${Path}: has operators in the SDL, but takes a bare value in REST`
    : Values<Path, Sdl, Rest>
  : 'eq' extends keyof Sdl
    ? OperatorFields<Path, Sdl, RestOperators>[KeysOf<Sdl> | WithoutDollar<KeysOf<RestOperators>>]
    : `${Path}: takes operators in REST, but has none in the SDL`

type OperatorFields<Path extends string, Sdl, Rest> = {
  [Key in KeysOf<Sdl> | WithoutDollar<KeysOf<Rest>>]: Key extends KeysOf<Sdl>
    ? `$${Key}` extends keyof Rest
      ? Values<`${Path}.${Key}`, Value<Sdl, Key>, Rest[`$${Key}`]>
      : `${Path}.${Key}: REST knows no such operator here`
    : `${Path}.${Key}: the SDL lacks this operator`
}

type InputFields<Name extends string, Sdl, Rest> = {
  [Key in KeysOf<Sdl> | KeysOf<Rest>]: Key extends KeysOf<Sdl>
    ? Key extends KeysOf<Rest>
      ?
          | (IsRequired<Rest, Key> extends true
              ? IsRequired<Sdl, Key> extends true
                ? never
                : `${Name}.${Key}: may be left out in the SDL, but REST requires it`
              : never)
          | Values<`${Name}.${Key}`, Value<Sdl, Key>, Value<Rest, Key>>
      : `${Name}.${Key}: REST takes no such field`
    : `${Name}.${Key}: the SDL lacks this field`
}

/** Whether two fields hold the same kind of value, and whether an enum has all values. */
type Values<Path extends string, Sdl, Rest> =
  Kind<Sdl> extends 'any'
    ? never
    : Kind<Sdl> extends Kind<Rest>
      ? Kind<Rest> extends 'enum'
        ? Texts<Path, Exclude<NonNullable<Rest>, Sdl> & string, 'the SDL lacks this value'>
        : Kind<Rest> extends 'list'
          ? Values<Path, ItemOf<Sdl>, ItemOf<Rest>>
          : never
      : `${Path}: is ${Kind<Sdl>} in the SDL, but ${Kind<Rest>} in REST`

/** `any` is what a JSON scalar is: it holds whatever REST has. */
type Kind<Type> = unknown extends Type
  ? 'any'
  : [NonNullable<Type>] extends [readonly unknown[]]
    ? 'list'
    : [NonNullable<Type>] extends [boolean]
      ? 'boolean'
      : [NonNullable<Type>] extends [number]
        ? 'number'
        : [NonNullable<Type>] extends [string]
          ? IsText<NonNullable<Type>> extends true
            ? 'string'
            : 'enum'
          : 'object'

/** Text of any content: the SDK brands its keys and ids. */
type IsText<Type> = string extends Type ? true : [Type] extends [{ readonly __brand: string }] ? true : false

type ItemOf<Type> = NonNullable<Type> extends readonly (infer Item)[] ? Item : never

type IsObjectType<Type> = '__typename' extends keyof NonNullable<Type>
  ? true
  : NonNullable<Type> extends readonly (infer Item)[]
    ? IsObjectType<Item>
    : false

type MayBeNull<Type> = null extends Type ? true : undefined extends Type ? true : false

/** Whether a field must be there, in each alternative of a type. */
type IsRequired<Type, Key extends string> = false extends (
  Type extends unknown
    ? Key extends keyof Type
      ? Record<never, never> extends Pick<Type, Key>
        ? false
        : true
      : false
    : never
)
  ? false
  : true

/** The type of a field, in whichever alternatives have it. */
type Value<Type, Key> = Type extends unknown ? (Key extends keyof Type ? Type[Key] : never) : never

/** A type without an index signature, and without the fields that an alternative must not have. */
type Known<Type> = {
  [Key in keyof Type as string extends Key ? never : [NonNullable<Type[Key]>] extends [never] ? never : Key]: Type[Key]
}

type Part<Data, Name extends string> = Name extends keyof Data
  ? [NonNullable<Data[Name]>] extends [never]
    ? unknown
    : NonNullable<Data[Name]>
  : unknown

/** Of a filter's property, the alternative that holds operators. */
type OperatorsIn<Type> = Type extends unknown ? ('$eq' extends keyof Type ? Type : never) : never

type WithoutDollar<Name extends string> = Name extends `$${infer Rest}` ? Rest : Name

type RestName<Name extends string, Rest> = Extract<Name | `$${Name}`, KeysOf<Rest>>

type Texts<Path extends string, Member extends string, Problem extends string> = Member extends unknown
  ? `${Path}.${Member}: ${Problem}`
  : never
