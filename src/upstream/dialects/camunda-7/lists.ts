/** One of the engine's lists. */
export interface EngineList {
  path: string
  /** Whether it takes a query object by POST: then several sorts and lists of any length. */
  posts: boolean
  /** The sort that no two rows share; left out where the list has none, so that it cannot be paged. */
  id?: string
  /** Added to the URL. */
  parameters?: string
  /** Rows hold values of variables, whose numbers must be kept. */
  exact?: boolean
}

/** The engine's lists, and the sort of each that no two rows share. */
export const processDefinitionList: EngineList = { path: '/process-definition', posts: false, id: 'id' }
export const decisionDefinitionList: EngineList = { path: '/decision-definition', posts: false, id: 'id' }
export const decisionRequirementsList: EngineList = {
  path: '/decision-requirements-definition',
  posts: false,
  id: 'id',
}
export const decisionInstanceList: EngineList = {
  path: '/history/decision-instance',
  posts: false,
  // Values as they are stored: otherwise the engine answers what its classes look like.
  parameters: 'disableCustomObjectDeserialization=true',
  exact: true,
}
export const batchList: EngineList = { path: '/batch', posts: false, id: 'batchId' }
export const historicBatchList: EngineList = { path: '/history/batch', posts: false, id: 'batchId' }
export const userList: EngineList = { path: '/user', posts: false, id: 'userId' }
export const tenantList: EngineList = { path: '/tenant', posts: false, id: 'id' }
export const groupList: EngineList = { path: '/group', posts: false, id: 'id' }
export const processInstanceList: EngineList = { path: '/history/process-instance', posts: true, id: 'instanceId' }
export const runningInstanceList: EngineList = { path: '/process-instance', posts: true, id: 'instanceId' }
export const activityInstanceList: EngineList = {
  path: '/history/activity-instance',
  posts: true,
  id: 'activityInstanceId',
}
export const taskList: EngineList = { path: '/task', posts: true, id: 'id' }
export const finishedTaskList: EngineList = { path: '/history/task', posts: true, id: 'taskId' }
export const externalTaskList: EngineList = { path: '/external-task', posts: true, id: 'id' }
export const externalTaskLogList: EngineList = { path: '/history/external-task-log', posts: true }
export const jobList: EngineList = { path: '/job', posts: true, id: 'jobId' }
export const jobDefinitionList: EngineList = { path: '/job-definition', posts: true, id: 'jobDefinitionId' }
export const incidentList: EngineList = { path: '/incident', posts: false, id: 'incidentId' }
export const closedIncidentList: EngineList = { path: '/history/incident', posts: false, id: 'incidentId' }
// Values as they are stored: otherwise the engine reads Json and Objects, and answers what its classes look like.
export const variableList: EngineList = {
  path: '/history/variable-instance',
  posts: true,
  parameters: 'deserializeValues=false',
  exact: true,
}
export const identityLinkLogList: EngineList = { path: '/history/identity-link-log', posts: false }
