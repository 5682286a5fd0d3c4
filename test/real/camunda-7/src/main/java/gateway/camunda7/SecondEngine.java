package gateway.camunda7;

import java.util.List;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.ProcessEngineConfiguration;
import org.camunda.bpm.engine.impl.cfg.StandaloneInMemProcessEngineConfiguration;
import org.camunda.bpm.engine.impl.jobexecutor.DefaultJobExecutor;
import org.camunda.spin.plugin.impl.SpinProcessEnginePlugin;
import org.springframework.beans.factory.DisposableBean;

/**
 * An engine that differs from Spring's where installations differ: its ids are numbers, and processes need not say how
 * long their history is kept. It is held here because a second bean of the engine's own type would make the first
 * ambiguous. The REST API finds every engine that was built, and opens only after this one was.
 */
final class SecondEngine implements DisposableBean {
  private final ProcessEngine engine;

  SecondEngine(Users users, boolean authorization) {
    var jobs = new DefaultJobExecutor();
    jobs.setWaitTimeInMillis(250);
    jobs.setMaxWait(1000);
    var configuration = new StandaloneInMemProcessEngineConfiguration();
    configuration
        .setProcessEngineName("second")
        .setJdbcUrl("jdbc:h2:mem:second;DB_CLOSE_DELAY=-1;DB_CLOSE_ON_EXIT=FALSE")
        .setHistory(ProcessEngineConfiguration.HISTORY_FULL)
        .setJobExecutor(jobs)
        .setJobExecutorActivate(true)
        .setAuthorizationEnabled(authorization);
    configuration.setHistoryTimeToLive("P30D");
    configuration.setProcessEnginePlugins(List.of(users, new SpinProcessEnginePlugin()));
    engine = configuration.buildProcessEngine();
  }

  @Override
  public void destroy() {
    engine.close();
  }
}
