/** The request, with one way of reading its body replaced. */
export function readAs<Way extends 'json' | 'text' | 'formData'>(
  request: Request,
  way: Way,
  read: Request[Way],
): Request {
  return new Proxy(request, {
    get(target, name) {
      if (name === way) return read
      const value: unknown = Reflect.get(target, name, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}
