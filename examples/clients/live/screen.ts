/** The list of tasks that all of these programs show. */
export const FIELDS = `
  userTasks(first: 50, filter: { state: { eq: CREATED } }, sort: [{ field: creationDate }]) {
    totalCount
    nodes { id userTaskKey assignee }
  }
`

export interface Tasks {
  userTasks: {
    totalCount: number
    nodes: readonly { id: string; userTaskKey: string; assignee: string | null }[]
  } | null
}

/** What somebody sees who looks at the list. */
export class Screen {
  #list: Tasks['userTasks'] = null
  #changed = () => {}

  readonly show = (shown: Tasks | null | undefined): void => {
    this.#list = shown?.userTasks ?? null
    this.#changed()
  }

  /** Waits until the list is such, and answers it. */
  async until(isSo: (list: NonNullable<Tasks['userTasks']>) => boolean): Promise<NonNullable<Tasks['userTasks']>> {
    for (;;) {
      if (this.#list && isSo(this.#list)) return this.#list
      await new Promise<void>((resolve) => {
        this.#changed = resolve
      })
    }
  }
}
