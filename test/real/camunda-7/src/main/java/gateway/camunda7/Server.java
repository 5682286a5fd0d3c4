package gateway.camunda7;

import org.camunda.bpm.engine.rest.security.auth.ProcessEngineAuthenticationFilter;
import org.camunda.bpm.engine.rest.security.auth.impl.HttpBasicAuthenticationProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;

/**
 * Camunda 7 with its REST API and two engines: "default" as Spring Boot sets it up, and "second" as a plain
 * installation does. {@code --server.port} is the port of 127.0.0.1. With {@code --authorization=true} callers need a
 * login and permissions; with false nobody asks.
 */
@SpringBootApplication
public class Server {
  public static void main(String[] arguments) {
    SpringApplication.run(Server.class, arguments);
  }

  @Bean
  Users users() {
    return new Users();
  }

  @Bean
  SecondEngine secondEngine(Users users, @Value("${authorization}") boolean authorization) {
    return new SecondEngine(users, authorization);
  }

  @Bean
  @ConditionalOnProperty("authorization")
  FilterRegistrationBean<ProcessEngineAuthenticationFilter> login() {
    var login = new FilterRegistrationBean<>(new ProcessEngineAuthenticationFilter());
    login.addInitParameter("authentication-provider", HttpBasicAuthenticationProvider.class.getName());
    login.addUrlPatterns("/engine-rest/*");
    // Long polls for external tasks are answered asynchronously, which every filter before them has to allow.
    login.setAsyncSupported(true);
    return login;
  }
}
