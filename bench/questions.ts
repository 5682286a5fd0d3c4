/** The three questions that everything is measured by. */
export const QUESTIONS = {
  Q1: {
    title: '10 instances, flat (8 fields)',
    query: `query Q1 { processInstances(first: 10) { nodes {
      processInstanceKey processDefinitionId processDefinitionName processDefinitionVersion state startDate hasIncident tenantId
    } } }`,
  },
  Q2: {
    title: '50 instances with definition, incidents and user tasks',
    query: `query Q2 { processInstances(first: 50) { nodes {
      processInstanceKey state startDate
      processDefinition { name version }
      incidents(first: 5) { totalCount nodes { incidentKey errorType errorMessage } }
      userTasks(first: 5) { totalCount nodes { userTaskKey name assignee } }
    } } }`,
  },
  Q3: {
    title: 'one instance with its definition',
    query: `query Q3 { processInstance(processInstanceKey: "9007199254741093") {
      processInstanceKey state startDate hasIncident processDefinition { name version hasStartForm }
    } }`,
  },
} as const

export type QuestionName = keyof typeof QUESTIONS
