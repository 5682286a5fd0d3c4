package gateway.camunda7;

import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.authorization.Authorization;
import org.camunda.bpm.engine.authorization.Permissions;
import org.camunda.bpm.engine.authorization.Resource;
import org.camunda.bpm.engine.authorization.Resources;
import org.camunda.bpm.engine.impl.cfg.AbstractProcessEnginePlugin;

/**
 * The people of each engine, with their ids as passwords: "demo" may do everything; "mary", of the group "sales", has no
 * permission but those that the engine gives the candidates of a task.
 */
final class Users extends AbstractProcessEnginePlugin {
  @Override
  public void postProcessEngineBuild(ProcessEngine engine) {
    var identities = engine.getIdentityService();
    add(identities, "demo");
    for (var resource : Resources.values()) permitAll(engine, resource);

    add(identities, "mary");
    var sales = identities.newGroup("sales");
    sales.setName("Sales");
    identities.saveGroup(sales);
    identities.createMembership("mary", "sales");
  }

  private static void add(IdentityService identities, String id) {
    var user = identities.newUser(id);
    user.setPassword(id);
    identities.saveUser(user);
  }

  private static void permitAll(ProcessEngine engine, Resource resource) {
    var authorizations = engine.getAuthorizationService();
    var grant = authorizations.createNewAuthorization(Authorization.AUTH_TYPE_GRANT);
    grant.setUserId("demo");
    grant.setResource(resource);
    grant.setResourceId(Authorization.ANY);
    grant.addPermission(Permissions.ALL);
    authorizations.saveAuthorization(grant);
  }
}
