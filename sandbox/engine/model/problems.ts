/** Everything that keeps a BPMN document from being deployed, element by element. */
export class ModelProblems extends Error {
  readonly problems: string[]

  constructor(problems: string[]) {
    super(problems.join('\n'))
    this.name = 'ModelProblems'
    this.problems = problems
  }

  add(elementId: string | null, problem: string): void {
    this.problems.push(elementId ? `Element: ${elementId}\n    - ERROR: ${problem}` : problem)
  }

  throwIfAny(): void {
    if (this.problems.length > 0) throw new ModelProblems(this.problems)
  }
}
